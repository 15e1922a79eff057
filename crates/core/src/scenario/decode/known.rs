//! What metrics a document has, as far as it tells, whatever else is wrong with it.

use super::item::Fields;
use crate::scenario::document::{Entry, Node, Value};
use crate::scenario::metrics::{
    LossMetrics, PoolMetrics, Recovers, UnitMetrics, battle_metrics, policy_metrics,
    transfer_metrics,
};

/// The names of all metrics; none if there is no pool.
pub(super) fn metrics(top: &Fields<'_>) -> Vec<String> {
    let pools: Vec<PoolMetrics<'_>> = pools(top).into_iter().chain(supplies(top)).collect();
    let mut known: Vec<String> = pools.iter().flat_map(PoolMetrics::names).collect();
    if !pools.is_empty() {
        known.extend(losses(top).iter().flat_map(LossMetrics::names));
        known.extend(top_table(top, "opposed").iter().flat_map(|battle| {
            battle_metrics(&battle.key, texts(find(table(&battle.node.value), "pools")))
        }));
        known.extend(top_table(top, "transfers").iter().flat_map(|transfer| {
            let arrives = find(table(&transfer.node.value), "to").is_some();
            transfer_metrics(&transfer.key, arrives)
        }));
        known.extend(policies(top).filter_map(policy_name).flat_map(policy_metrics));
    }
    known
}

fn table(value: &Value) -> &[Entry] {
    match value {
        Value::Table(entries) => entries,
        _ => &[],
    }
}

fn find<'n>(entries: &'n [Entry], key: &str) -> Option<&'n Value> {
    entries.iter().find(|e| e.key == key).map(|e| &e.node.value)
}

/// The texts of an array; none if it is not there.
fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let nodes = match value {
        Some(Value::Array(nodes)) => nodes.as_slice(),
        _ => &[],
    };
    nodes.iter().filter_map(|node| match &node.value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

/// The entries of a table in a table; none if it is not there.
fn inner<'n>(entries: &'n [Entry], key: &str) -> &'n [Entry] {
    find(entries, key).map_or(&[][..], table)
}

fn top_table<'n>(top: &Fields<'n>, key: &str) -> &'n [Entry] {
    top.get(key).map_or(&[][..], |item| table(&item.node.value))
}

/// The tables of an array at the top.
fn elements<'n>(top: &Fields<'n>, key: &str) -> impl Iterator<Item = &'n [Entry]> + use<'n> {
    let nodes: &'n [Node] = match top.get(key).map(|item| &item.node.value) {
        Some(Value::Array(nodes)) => nodes,
        _ => &[],
    };
    nodes.iter().map(|node| table(&node.value))
}

fn policies<'n>(top: &Fields<'n>) -> impl Iterator<Item = &'n [Entry]> + use<'n> {
    elements(top, "policies")
}

/// The names of the policies, as far as they have one.
pub(super) fn policy_names<'n>(top: &Fields<'n>) -> Vec<&'n str> {
    policies(top).filter_map(policy_name).collect()
}

fn policy_name(policy: &[Entry]) -> Option<&str> {
    match find(policy, "name") {
        Some(Value::Text(name)) => Some(name),
        _ => None,
    }
}

/// What the policies do, each action a table of one key.
fn actions<'n>(top: &Fields<'n>) -> impl Iterator<Item = &'n [Entry]> + use<'n> {
    policies(top).flat_map(|policy| match find(policy, "do") {
        Some(Value::Array(nodes)) => nodes.iter().map(|node| table(&node.value)).collect(),
        Some(value) => vec![table(value)],
        None => Vec::new(),
    })
}

fn pools<'n>(top: &Fields<'n>) -> Vec<PoolMetrics<'n>> {
    let rotations = top_table(top, "rotations");
    let all: Vec<&Entry> = top_table(top, "pools").iter().chain(rotations).collect();
    let refill = |rotation: &'n Entry| find(table(&rotation.node.value), "refill").map(table);
    let is_rotation = |pool: &Entry| rotations.iter().any(|r| r.key == pool.key);
    let is = |value: Option<&Value>, name: &str| matches!(value, Some(Value::Text(t)) if t == name);
    let transfers = |end: &str, pool: &Entry| {
        let transfers = top_table(top, "transfers").iter().map(|e| table(&e.node.value));
        transfers.into_iter().any(|transfer| is(find(transfer, end), &pool.key))
    };
    let word = |value: Option<&Value>, words: &[&str]| words.iter().any(|word| is(value, word));
    let of = |pool: &&'n Entry| PoolMetrics {
        supply: false,
        gains: transfers("to", pool)
            || (is_rotation(pool)
                && refill(pool).is_some_and(|r| word(find(r, "when"), &["in_line", "both"]))),
        gives: transfers("from", pool)
            || rotations.iter().filter_map(refill).any(|r| is(find(r, "from"), &pool.key)),
        units: is_rotation(pool).then(|| UnitMetrics { refilled: refill(pool).is_some() }),
        name: &pool.key,
        thresholds: inner(table(&pool.node.value), "thresholds")
            .iter()
            .map(|e| e.key.as_str())
            .collect(),
        refills: top_table(top, "losses").iter().map(|e| table(&e.node.value)).any(|process| {
            let own = find(process, "pool");
            let loses_here = is(own, &pool.key) || (own.is_none() && all.len() == 1);
            inner(process, "recovery").iter().any(|recovery| {
                let to = find(table(&recovery.node.value), "to");
                is(to, &pool.key) || (to.is_none() && loses_here)
            })
        }),
        waits: matches!(find(table(&pool.node.value), "backorders"), Some(Value::Boolean(true))),
        rotates: elements(top, "batches")
            .chain(actions(top).map(|action| inner(action, "request")))
            .any(|batch| is(find(batch, "pool"), &pool.key) && find(batch, "tour").is_some())
            || actions(top).any(|action| is(find(action, "withdraw"), &pool.key)),
    };
    all.iter().map(of).collect()
}

fn supplies<'n>(top: &Fields<'n>) -> impl Iterator<Item = PoolMetrics<'n>> {
    top_table(top, "supplies").iter().map(|supply| PoolMetrics {
        name: &supply.key,
        supply: true,
        thresholds: inner(table(&supply.node.value), "thresholds")
            .iter()
            .map(|e| e.key.as_str())
            .collect(),
        gains: false,
        gives: false,
        refills: false,
        rotates: false,
        waits: false,
        units: None,
    })
}

fn losses<'n>(top: &Fields<'n>) -> Vec<LossMetrics<'n>> {
    let of = |process: &'n Entry| {
        let entries = table(&process.node.value);
        let recovers = |name: &str| {
            let recovery = inner(entries, "recovery").iter().find(|e| e.key == name)?;
            let queues = find(table(&recovery.node.value), "servers").is_some();
            Some(Recovers { queues })
        };
        let categories = inner(entries, "split").iter();
        LossMetrics {
            name: &process.key,
            categories: categories.map(|e| (e.key.as_str(), recovers(&e.key))).collect(),
        }
    };
    top_table(top, "losses").iter().map(of).collect()
}

/// Whether a batch is bound for a pool, of its own or because a policy asks for it.
pub(super) fn is_sent_to(top: &Fields<'_>, pool: &str) -> bool {
    elements(top, "batches")
        .chain(actions(top).map(|action| inner(action, "request")))
        .any(|batch| matches!(find(batch, "pool"), Some(Value::Text(to)) if to == pool))
}

/// Whether a rotation has as many units in the line as in all.
pub(super) fn has_no_relief(top: &Fields<'_>, rotation: &str) -> bool {
    let units = inner(top_table(top, "rotations"), rotation);
    let count = |key| match find(units, key) {
        Some(Value::Integer(count)) => Some(*count),
        _ => None,
    };
    count("units").is_some_and(|all| count("deployed") == Some(all))
}
