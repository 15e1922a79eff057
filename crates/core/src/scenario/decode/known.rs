//! What metrics a document has, as far as it tells, whatever else is wrong with it.

use super::item::Fields;
use crate::metrics::Measure;
use crate::metrics::outline::{Kind, LossOutline, Outline, PoolOutline, Recovers, TransferOutline};
use crate::scenario::document::{Entry, Node, Value};

/// All metrics by name; none if there is no pool.
pub(super) fn metrics(top: &Fields<'_>) -> Vec<(String, Measure)> {
    let pools: Vec<PoolOutline<'_>> = pools(top).into_iter().chain(supplies(top)).collect();
    if pools.is_empty() {
        return Vec::new();
    }
    let battles = top_table(top, "opposed").iter().map(|battle| {
        (battle.key.as_str(), texts(find(table(&battle.node.value), "pools")).collect())
    });
    let transfers = top_table(top, "transfers").iter().map(|transfer| TransferOutline {
        name: &transfer.key,
        arrives: find(table(&transfer.node.value), "to").is_some(),
        is_resupply: false,
    });
    let outline = Outline {
        pools,
        losses: losses(top),
        battles: battles.collect(),
        transfers: transfers.collect(),
        policies: policy_names(top),
    };
    outline.metrics()
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

fn pools<'n>(top: &Fields<'n>) -> Vec<PoolOutline<'n>> {
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
    let of = |pool: &&'n Entry| PoolOutline {
        gains: transfers("to", pool)
            || (is_rotation(pool)
                && refill(pool).is_some_and(|r| word(find(r, "when"), &["in_line", "both"]))),
        gives: transfers("from", pool)
            || rotations.iter().filter_map(refill).any(|r| is(find(r, "from"), &pool.key)),
        kind: if is_rotation(pool) {
            Kind::Rotation { refilled: refill(pool).is_some() }
        } else {
            Kind::Pool
        },
        name: &pool.key,
        thresholds: inner(table(&pool.node.value), "thresholds")
            .iter()
            .map(|e| e.key.as_str())
            .collect(),
        returns: top_table(top, "losses").iter().map(|e| table(&e.node.value)).any(|process| {
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

fn supplies<'n>(top: &Fields<'n>) -> impl Iterator<Item = PoolOutline<'n>> {
    top_table(top, "supplies").iter().map(|supply| PoolOutline {
        name: &supply.key,
        kind: Kind::Supply,
        thresholds: inner(table(&supply.node.value), "thresholds")
            .iter()
            .map(|e| e.key.as_str())
            .collect(),
        gains: false,
        gives: false,
        returns: false,
        rotates: false,
        waits: false,
    })
}

fn losses<'n>(top: &Fields<'n>) -> Vec<LossOutline<'n>> {
    let mut recoveries = 0;
    let of = |process: &'n Entry| {
        let entries = table(&process.node.value);
        let own = inner(entries, "recovery");
        let first = recoveries;
        recoveries += own.len();
        let recovers = |name: &str| {
            let mine = own.iter().position(|e| e.key == name)?;
            let queues = find(table(&own[mine].node.value), "servers").is_some();
            Some(Recovers { recovery: first + mine, queues })
        };
        let categories = inner(entries, "split").iter();
        LossOutline {
            name: &process.key,
            categories: categories.map(|e| (e.key.as_str(), recovers(&e.key))).collect(),
            is_use: false,
        }
    };
    top_table(top, "losses").iter().map(of).collect()
}

/// Whether a batch is bound for a pool, or a delivery for a supply, of its own or because a policy asks
/// for it.
pub(super) fn is_sent_to(top: &Fields<'_>, pool: &str) -> bool {
    let supply = inner(top_table(top, "supplies"), pool);
    if find(supply, "deliveries").is_some() {
        return true;
    }
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
