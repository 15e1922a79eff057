//! A JSON Schema of the language, for completion and checks in editors.

use serde_json::{Map, Value, json};

use super::grammar::{Bounds, CORRELATION, HAZARD, Key, Kind, SCENARIO, weighted};

/// The JSON Schema (draft-07) of scenario files, with a description of every key.
///
/// Printed from the same tables that the parser reads, it allows what the parser allows: every
/// table lists its keys and refuses others, a choice has exactly one key, numbers have their
/// ranges. What needs more than one key to judge is left to the parser.
///
/// ```
/// let schema = outlast_core::scenario::schema();
/// assert_eq!(schema["properties"]["horizon"]["anyOf"][0]["maximum"], 36_525);
/// ```
pub fn schema() -> Value {
    let mut definitions = Definitions::default();
    let mut schema = table(SCENARIO, &mut definitions);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("Outlast scenario");
    schema["description"] = json!("How long will it last? A scenario of attrition.");
    schema["definitions"] = Value::Object(definitions.0);
    schema
}

/// Kinds that occur in several places, by name.
#[derive(Default)]
struct Definitions(Map<String, Value>);

impl Definitions {
    /// A reference to a definition, which is made if this is the first.
    fn refer(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        // Letters and underscores need no escape in a reference.
        let name = name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        if !self.0.contains_key(&name) {
            let value = make(self);
            self.0.insert(name.clone(), value);
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }
}

fn kind(kind: Kind, defs: &mut Definitions) -> Value {
    let bounds = kind.bounds();
    match kind {
        Kind::Text => json!({ "type": "string", "minLength": 1 }),
        Kind::Texts => {
            json!({ "anyOf": [text(), { "type": "array", "items": text() }] })
        }
        Kind::Word(words) => json!({ "enum": words }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Two => {
            json!({ "type": "array", "items": text(), "minItems": 2, "maxItems": 2 })
        }
        Kind::Correlations => json!({ "type": "array", "items": {
            "type": "array",
            "items": { "anyOf": [text(), number(&CORRELATION)] },
            "minItems": 3,
            "maxItems": 3,
        } }),
        Kind::OneOf(_) => forms(kind, defs),
        Kind::Date => date(),
        Kind::Days(_) => json!({ "anyOf": [integer(&bounds), spelled()] }),
        Kind::Day(_) => json!({ "anyOf": [integer(&bounds), spelled(), date()] }),
        Kind::Whole(_) => integer(&bounds),
        Kind::Seed => json!({ "anyOf": [
            { "type": "integer", "minimum": 0 },
            { "type": "string", "pattern": "^[0-9_]+$" },
        ] }),
        Kind::Number(_) | Kind::Level => number(&bounds),
        Kind::Numbers(_, many) => numbers(&bounds, many),
        Kind::Quantity(_) => defs.refer(
            &format!("quantity {}", bounds.of),
            |defs| json!({ "anyOf": [number(&bounds), interval(), forms(kind, defs)] }),
        ),
        Kind::Rate(_) => defs.refer(
            &format!("rate {}", bounds.of),
            |defs| json!({ "anyOf": [number(&bounds), interval(), forms(kind, defs)] }),
        ),
        Kind::Daily => defs.refer(
            "daily",
            |defs| json!({ "anyOf": [number(&bounds), interval(), forms(kind, defs)] }),
        ),
        Kind::Use => defs.refer(
            "use",
            |defs| json!({ "anyOf": [number(&bounds), interval(), forms(kind, defs)] }),
        ),
        Kind::PlainDaily => defs.refer(
            "plain daily",
            |defs| json!({ "anyOf": [number(&bounds), interval(), forms(kind, defs)] }),
        ),
        Kind::Size => defs.refer(
            "size",
            |defs| json!({ "anyOf": [number(&bounds), interval(), forms(kind, defs)] }),
        ),
        Kind::Hazard => {
            json!({ "anyOf": [number(&bounds), interval(), table(HAZARD, defs)] })
        }
        Kind::Options(_) => {
            json!({ "anyOf": [numbers(&bounds, None), table(&weighted(bounds), defs)] })
        }
        Kind::Duration => defs.refer(
            "duration",
            |defs| json!({ "anyOf": [number(&bounds), fractional(), forms(kind, defs)] }),
        ),
        Kind::Predicate => json!({ "type": "string", "pattern": "(<|<=|>|>=|==|!=)[^<>=!]+$" }),
        Kind::Condition => json!({ "type": "string", "pattern": "[<>=]" }),
        Kind::Actions => {
            let one = forms(kind, defs);
            json!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }] })
        }
        Kind::ReplayStart => json!({ "anyOf": [{ "const": "each" }, date()] }),
        Kind::Table(keys) => table(keys, defs),
        Kind::List(keys) => json!({ "type": "array", "items": table(keys, defs) }),
        Kind::OneOrList(keys) => json!({ "anyOf": [
            table(keys, defs),
            { "type": "array", "items": table(keys, defs) },
        ] }),
        Kind::Named(named) => json!({
            "type": "object",
            "propertyNames": { "pattern": "^[^.]+$", "maxLength": 100 },
            "additionalProperties": self::kind(named.kind, defs),
        }),
    }
}

/// A table with exactly these keys, the required ones required.
fn table(keys: &[Key], defs: &mut Definitions) -> Value {
    let required: Vec<&str> = keys.iter().filter(|k| k.required).map(|k| k.name).collect();
    let mut schema = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties(keys, defs),
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// A table with exactly one key of the kind's forms.
fn forms(kind: Kind, defs: &mut Definitions) -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
        "properties": properties(&kind.forms().unwrap_or_default(), defs),
    })
}

fn properties(keys: &[Key], defs: &mut Definitions) -> Value {
    let mut properties = Map::new();
    for key in keys {
        let mut schema = kind(key.kind, defs);
        // Draft-07 ignores what stands next to a reference.
        if schema.get("$ref").is_some() {
            schema = json!({ "allOf": [schema] });
        }
        schema["description"] = json!(key.doc);
        properties.insert(key.name.to_owned(), schema);
    }
    Value::Object(properties)
}

fn text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

/// TOML dates reach a schema as strings.
fn date() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn spelled() -> Value {
    json!({ "type": "string", "pattern": "^\\s*[0-9_]+(\\.0*)?\\s*[dw]\\s*$" })
}

fn fractional() -> Value {
    json!({ "type": "string", "pattern": "^\\s*[0-9_.]+\\s*[dw]\\s*$" })
}

fn interval() -> Value {
    json!({ "type": "string", "pattern": "^\\s*[0-9_.eE+]+ to [0-9_.eE+]+\\s*$" })
}

fn integer(bounds: &Bounds) -> Value {
    json!({ "type": "integer", "minimum": bounds.low as i64, "maximum": bounds.high as i64 })
}

fn number(bounds: &Bounds) -> Value {
    let low = if bounds.above_low { "exclusiveMinimum" } else { "minimum" };
    json!({ "type": "number", low: bounds.low, "maximum": bounds.high })
}

fn numbers(bounds: &Bounds, many: Option<usize>) -> Value {
    let mut schema = json!({
        "type": "array",
        "items": number(bounds),
        "minItems": many.unwrap_or(1),
    });
    if let Some(many) = many {
        schema["maxItems"] = json!(many);
    }
    schema
}
