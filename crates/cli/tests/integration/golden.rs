//! The bits of the shipped program. A change here is a change of everybody's results: it needs a
//! reason, a note, and a new major version of them.

use crate::command::Home;
use crate::scenarios;

/// Each scenario uses samplers that the others do not; the digest covers every integer of a run.
const DIGESTS: [(&str, &str, &str); 3] = [
    ("drift", scenarios::DRIFT, "996791a140c8d32777d69be938c5297614399edd81699377b2b21be568300c9c"),
    (
        "rotation",
        scenarios::ROTATION,
        "bfff818dc7e207aa0173bcf2704b6fad19d0f59654752ec3007bf8c8871caecf",
    ),
    (
        "blocks",
        scenarios::BLOCKS,
        "474f5dab9a47b32d504d2cd2be8e27da188082eee8e54d1e315085d90a71e53c",
    ),
];

#[test]
fn the_program_gives_the_bits_it_always_gave() {
    let seen = DIGESTS.map(|(name, scenario, _)| {
        let home: Home = scenarios::home(scenario);
        home.succeeds("run scenario.toml --no-charts --quiet");
        let digest = home.json("results/scenario/summary.json")["digest"].clone();
        (name, digest.as_str().unwrap().to_owned())
    });
    let expected = DIGESTS.map(|(name, _, digest)| (name, digest.to_owned()));
    assert_eq!(seen, expected);
}
