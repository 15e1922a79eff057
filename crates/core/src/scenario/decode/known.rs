//! What metrics a document has, as far as it tells, whatever else is wrong with it.

use super::item::Fields;
use crate::scenario::document::{Entry, Value};
use crate::scenario::metrics::{LossMetrics, PoolMetrics, Recovers, transfer_metrics};

/// The names of all metrics; none if there is no pool.
pub(super) fn metrics(top: &Fields<'_>) -> Vec<String> {
    let pools: Vec<PoolMetrics<'_>> = pools(top).into_iter().chain(supplies(top)).collect();
    let mut known: Vec<String> = pools.iter().flat_map(PoolMetrics::names).collect();
    if !pools.is_empty() {
        known.extend(losses(top).iter().flat_map(LossMetrics::names));
        known.extend(top_table(top, "transfers").iter().flat_map(|transfer| {
            let arrives = find(table(&transfer.node.value), "to").is_some();
            transfer_metrics(&transfer.key, arrives)
        }));
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

/// The entries of a table in a table; none if it is not there.
fn inner<'n>(entries: &'n [Entry], key: &str) -> &'n [Entry] {
    find(entries, key).map_or(&[][..], table)
}

fn top_table<'n>(top: &Fields<'n>, key: &str) -> &'n [Entry] {
    top.get(key).map_or(&[][..], |item| table(&item.node.value))
}

fn pools<'n>(top: &Fields<'n>) -> Vec<PoolMetrics<'n>> {
    let batches = match top.get("batches").map(|item| &item.node.value) {
        Some(Value::Array(nodes)) => nodes.as_slice(),
        _ => &[],
    };
    let all = top_table(top, "pools");
    let is = |value: Option<&Value>, name: &str| matches!(value, Some(Value::Text(t)) if t == name);
    let transfers = |end: &str, pool: &Entry| {
        let transfers = top_table(top, "transfers").iter().map(|e| table(&e.node.value));
        transfers.into_iter().any(|transfer| is(find(transfer, end), &pool.key))
    };
    let of = |pool: &'n Entry| PoolMetrics {
        supply: false,
        gains: transfers("to", pool),
        gives: transfers("from", pool),
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
        rotates: batches
            .iter()
            .map(|node| table(&node.value))
            .any(|batch| is(find(batch, "pool"), &pool.key) && find(batch, "tour").is_some()),
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
