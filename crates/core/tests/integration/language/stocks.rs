//! Backorders, servers and supplies, as the file says them.

use outlast_core::scenario::{LossLaw, Per, Quantity, RationStep};

use super::{errors, load, load_with, scenario};

const EVERYTHING: &str = include_str!("everything.toml");

#[test]
fn backorders_and_servers_are_read() {
    let scenario = scenario(EVERYTHING);
    let waits: Vec<bool> = scenario.pools.iter().take(4).map(|pool| pool.backorders).collect();
    assert_eq!(waits, [false, false, false, true]);
    let failures = scenario.losses.iter().find(|l| l.name == "failures").unwrap();
    assert_eq!(failures.recoveries[0].servers, Some(4));
}

#[test]
fn a_metric_of_waiting_needs_those_who_wait() {
    let text = "horizon = 9\n[pools.a]\nstrength = 9\n[losses.b]\ndaily = 1\nsplit = { c = 1 }\n\
        recovery.c = { returns = 1, delay = 3 }\n[ask]\nq = ";
    for metric in ["a.backorders_end", "b.c_waiting_peak"] {
        let told = errors(&format!("{text}\"{metric} > 0\"\n"));
        assert!(told.contains(&format!("there is no metric `{metric}`")), "{told}");
    }
}

#[test]
fn supplies_are_read() {
    let scenario = scenario(EVERYTHING);
    let [shells, fuel, batteries] = &scenario.pools[6..] else { panic!("three supplies") };
    let (plain, tonnes) = (shells.supply.as_ref().unwrap(), fuel.supply.as_ref().unwrap());
    assert_eq!((plain.unit.as_str(), plain.per_unit, plain.window), ("shells", 1, None));
    assert_eq!((tonnes.unit.as_str(), tonnes.per_unit, tonnes.window), ("tonnes", 1_000, Some(7)));
    assert_eq!(plain.ration, [RationStep { below_days: 30.0, factor: 0.5 }]);
    let steps = [(14.0, 0.8), (7.5, 0.0)];
    let steps = steps.map(|(below_days, factor)| RationStep { below_days, factor });
    assert_eq!(tonnes.ration, steps);
    assert_eq!(batteries.supply.as_ref().unwrap().unit, "tanks", "the unit of the scenario");
    let usage = |supply: &str| scenario.losses.iter().find(|l| l.pool == supply).unwrap();
    assert!(matches!(
        &usage("shells").daily,
        LossLaw::Normal { mean: Quantity::Fixed(6000.0), sd: Quantity::Uniform { .. } }
    ));
    let resupply = |supply: &str| {
        let transfer = scenario.transfers.iter().find(|t| t.to.as_deref() == Some(supply))?;
        Some((transfer.rate.clone(), transfer.per))
    };
    let rate = LossLaw::Constant { mean: Quantity::Fixed(85_000.0) };
    assert_eq!(resupply("shells"), Some((rate, Per::Month)));
    assert_eq!(resupply("batteries"), None);
    let tankers: Vec<_> = scenario.batches.iter().filter(|b| b.pool == "fuel").collect();
    assert_eq!((tankers[0].day, tankers[0].every, tankers[0].count), (3, Some(3), Some(2)));
    assert_eq!(tankers[0].label.as_deref(), Some("The tanker"));
    assert_eq!(tankers[1].label.as_deref(), Some("delivery 2 of fuel"));
    assert_eq!(tankers[1].size, Quantity::Fixed(20.25));
}

#[test]
fn a_scenario_may_have_supplies_alone() {
    let text =
        "horizon = 9\n[supplies.s]\nstock = 9\nuse = 1\n[ask]\nq = \"s.coverage_days >= 3\"\n";
    let scenario = scenario(text);
    assert_eq!(scenario.pools.len(), 1);
    assert_eq!(scenario.supply("s").unwrap().unit, "units");
}

#[test]
fn rations_can_be_set_from_outside_in_both_forms() {
    let text = |ration: &str| {
        format!("horizon = 9\n[supplies.s]\nstock = 9\nuse = 1\nration = {ration}\n")
    };
    let one = text("{ below_days = 30, factor = 0.5 }");
    let set = load_with(&one, &["supplies.s.ration.below_days=20"]).unwrap().scenario;
    assert_eq!(set.supply("s").unwrap().ration[0].below_days, 20.0);
    let two = text("[{ below_days = 30, factor = 0.5 }, { below_days = 9, factor = 0.2 }]");
    let set = load_with(&two, &["supplies.s.ration.1.factor=0.1"]).unwrap().scenario;
    assert_eq!(set.supply("s").unwrap().ration[1].factor, 0.1);
    let set = load_with(&one, &["supplies.s.use.gamma.mean=2", "supplies.s.use.gamma.cv=1"]);
    assert!(matches!(set.unwrap().scenario.losses[0].daily, LossLaw::Gamma { .. }));
    assert!(load(&text("[]")).unwrap().scenario.supply("s").unwrap().ration.is_empty());
}
