//! The editor's schema and the parser accept the same files.

use std::collections::BTreeSet;

use outlast_core::scenario::schema;
use serde_json::{Value, json};

use super::load;

const EVERYTHING: &str = include_str!("everything.toml");

/// A file as an editor hands it to the schema: dates are strings.
fn document(text: &str) -> Value {
    fn convert(value: &toml::Value) -> Value {
        match value {
            toml::Value::String(s) => json!(s),
            toml::Value::Integer(i) => json!(i),
            toml::Value::Float(x) => json!(x),
            toml::Value::Boolean(b) => json!(b),
            toml::Value::Datetime(d) => json!(d.to_string()),
            toml::Value::Array(items) => items.iter().map(convert).collect(),
            toml::Value::Table(table) => {
                table.iter().map(|(k, v)| (k.clone(), convert(v))).collect()
            }
        }
    }
    convert(&toml::Value::Table(text.parse().unwrap()))
}

/// A check of the part of draft-07 that the schema uses, except patterns and formats.
struct Checker {
    root: Value,
    /// Keys of `properties` that were met in documents.
    met: BTreeSet<String>,
}

impl Checker {
    fn new() -> Self {
        Self { root: schema(), met: BTreeSet::new() }
    }

    fn accepts(&mut self, text: &str) -> bool {
        let root = self.root.clone();
        self.check(&document(text), &root)
    }

    fn check(&mut self, value: &Value, schema: &Value) -> bool {
        let Some(rules) = schema.as_object() else { panic!("{schema}") };
        let mut good = true;
        for (rule, with) in rules {
            good &= match rule.as_str() {
                "$ref" => {
                    let pointer = with.as_str().unwrap().trim_start_matches('#');
                    let target = self.root.pointer(pointer).expect("a definition").clone();
                    self.check(value, &target)
                }
                "anyOf" => with.as_array().unwrap().iter().any(|s| self.check(value, s)),
                "allOf" => with.as_array().unwrap().iter().all(|s| self.check(value, s)),
                "const" => value == with,
                "enum" => with.as_array().unwrap().contains(value),
                "type" => match with.as_str().unwrap() {
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "number" => value.is_number(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    other => panic!("{other}"),
                },
                "minimum" => value.as_f64().is_none_or(|x| x >= with.as_f64().unwrap()),
                "maximum" => value.as_f64().is_none_or(|x| x <= with.as_f64().unwrap()),
                "exclusiveMinimum" => value.as_f64().is_none_or(|x| x > with.as_f64().unwrap()),
                "minLength" => value.as_str().is_none_or(|s| !s.is_empty()),
                "items" => value.as_array().is_none_or(|v| v.iter().all(|v| self.check(v, with))),
                "minItems" => {
                    value.as_array().is_none_or(|v| v.len() as u64 >= with.as_u64().unwrap())
                }
                "maxItems" => {
                    value.as_array().is_none_or(|v| v.len() as u64 <= with.as_u64().unwrap())
                }
                "minProperties" => value.as_object().is_none_or(|v| !v.is_empty()),
                "maxProperties" => value.as_object().is_none_or(|v| v.len() == 1),
                "required" => value.as_object().is_none_or(|v| {
                    with.as_array().unwrap().iter().all(|k| v.contains_key(k.as_str().unwrap()))
                }),
                "properties" => value.as_object().is_none_or(|v| {
                    v.iter().all(|(key, value)| match with.get(key) {
                        Some(schema) => {
                            self.met.insert(key.clone());
                            self.check(value, schema)
                        }
                        None => true,
                    })
                }),
                "additionalProperties" => value.as_object().is_none_or(|v| {
                    let known = rules.get("properties");
                    let mut others =
                        v.iter().filter(|(k, _)| known.is_none_or(|p| p.get(k).is_none()));
                    match with {
                        Value::Bool(false) => others.next().is_none(),
                        schema => others.all(|(_, value)| self.check(value, schema)),
                    }
                }),
                "$schema" | "title" | "description" | "definitions" | "propertyNames"
                | "pattern" | "format" => true,
                other => panic!("a rule that the check does not know: {other}"),
            };
        }
        good
    }
}

/// All tables of the schema that list their keys.
fn tables<'a>(schema: &'a Value, found: &mut Vec<&'a Value>) {
    match schema {
        Value::Object(rules) => {
            if rules.contains_key("properties") {
                found.push(schema);
            }
            rules.values().for_each(|v| tables(v, found));
        }
        Value::Array(items) => items.iter().for_each(|v| tables(v, found)),
        _ => {}
    }
}

#[test]
fn what_the_parser_accepts_the_schema_accepts() {
    let mut checker = Checker::new();
    for text in [
        EVERYTHING,
        "horizon = 60\npools.a.strength = 0",
        "horizon = 60\nsources = \"one\"\n[pools.a]\nstrength = 9\n[losses.b]\n\
         daily = { poisson = \"9 to 12\" }\n",
    ] {
        load(text).unwrap_or_else(|report| panic!("{report}"));
        assert!(checker.accepts(text), "{text}");
    }
}

#[test]
fn every_key_of_the_schema_is_one_that_the_parser_takes() {
    let mut checker = Checker::new();
    assert!(checker.accepts(EVERYTHING));
    let root = schema();
    let mut found = Vec::new();
    tables(&root, &mut found);
    for table in found {
        for key in table["properties"].as_object().unwrap().keys() {
            assert!(checker.met.contains(key), "`{key}` is not in everything.toml");
        }
    }
}

#[test]
fn every_key_is_described_and_every_table_is_closed() {
    let root = schema();
    let mut found = Vec::new();
    tables(&root, &mut found);
    assert!(found.len() > 20);
    for table in found {
        assert_eq!(table["additionalProperties"], json!(false), "{table}");
        for (key, schema) in table["properties"].as_object().unwrap() {
            let description = schema["description"].as_str().unwrap_or_default();
            assert!(description.len() > 5, "`{key}` is not described");
        }
    }
}

#[test]
fn what_is_wrong_in_itself_both_refuse() {
    let mut checker = Checker::new();
    for (from, to) in [
        ("title   =", "titel   ="),
        ("horizon = \"10d\"", "horizon = 0"),
        ("horizon = \"10d\"", ""),
        ("strength      = \"10_000 to 12_000\"", "strength = true"),
        ("{ uniform = [10_000, 12_000] }", "{ uniform = [10_000] }"),
        ("{ uniform = [10_000, 12_000] }", "{ unifrom = [10_000, 12_000] }"),
        ("{ gamma = { mean = 10, cv = 0.5 } }", "{ gamma = { mean = 10 } }"),
        ("{ gamma = { mean = 10, cv = 0.5 } }", "{ poisson = 1, constant = 1 }"),
        ("sigma = 0.02", "sigma = 3"),
        ("arrives = 0.9", "arrives = 90"),
        ("half = 0.5", "half = 0"),
        ("weights = [3, 1]", "weights = []"),
        ("weights = [3, 1]", "weight = [3, 1]"),
    ] {
        assert!(EVERYTHING.contains(from), "{from}");
        let text = EVERYTHING.replacen(from, to, 1);
        assert!(load(&text).is_err(), "the parser accepts {to}");
        assert!(!checker.accepts(&text), "the schema accepts {to}");
    }
}
