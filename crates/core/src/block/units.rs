//! Units of rotations: they take turns in the line, and are refilled.

use outlast_des::Context;

use super::{Block, Event, Phase, wake};

impl<const L: usize> Block<'_, L> {
    /// The morning's reliefs of a rotation.
    #[inline(never)]
    pub(super) fn rotate(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let rotation = &self.plan.rotations[index];
        let (state, pool) = (&mut self.rotations[index], &mut self.pools[rotation.pool]);
        if pool.closed.is_some() && !self.every_day {
            state.miss(self.plan.horizon - day + 1);
            return;
        }
        rotation.relieve(day, state, pool);
        if day < self.plan.horizon {
            wake(cx, day + 1, Phase::Rotation, Event::Rotate { rotation: index });
        }
    }

    /// The morning's replacements of a rotation.
    #[inline(never)]
    pub(super) fn refill(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let rotation = &self.plan.rotations[index];
        let state = &mut self.rotations[index];
        match rotation.refill.as_ref().and_then(|refill| refill.from) {
            Some(from) => {
                let [pool, source] = self
                    .pools
                    .get_disjoint_mut([rotation.pool, from])
                    .expect("a rotation is not refilled from itself");
                rotation.replace(state, pool, Some(source));
            }
            None => rotation.replace(state, &mut self.pools[rotation.pool], None),
        }
        if day < self.plan.horizon && (self.every_day || self.may_refill(index)) {
            wake(cx, day + 1, Phase::Rotation, Event::Refill { rotation: index });
        }
    }

    /// Whether anybody may still come to a rotation's units as a replacement.
    fn may_refill(&self, index: usize) -> bool {
        self.plan.rotations[index].refill.as_ref().is_some_and(|refill| match refill.from {
            Some(from) => self.pools[from].closed.is_none(),
            None => true,
        })
    }

    /// Whether a unit of a rotation may still come to the line, or leave it after handing over.
    #[inline(never)]
    pub(super) fn awaits_units(&self, index: usize) -> bool {
        self.may_refill(index) || self.rotations[index].is_moving()
    }

    /// Orders that on the next morning all units in the line of a rotation, by its index in the
    /// order of the file, be relieved in these lanes, the longest in the line first, as far as fit
    /// units are at rest.
    ///
    /// The order lapses with the morning. Reliefs by order are early where a tour was not over.
    pub fn relieve_all(&mut self, rotation: usize, lanes: &[bool; L]) {
        self.rotations[rotation].order_relief(lanes);
    }
}

#[cfg(test)]
mod tests {
    use crate::block::{Block, Engine};
    use crate::scenario::{NoFiles, Scenario};
    use crate::{Plan, Wanted};

    #[test]
    fn an_order_relieves_all_units_in_the_line_of_its_lanes_as_far_as_others_are_fit() {
        // Three in the line and two at rest, fit; their tours do not end. One day is let pass, and
        // then in every other lane relief is ordered, the morning after the next again.
        let text = "horizon = 4\n[rotations.line]\nunits = 5\nunit_size = 100\ndeployed = 3\n\
                    tour = 60\ndwell = 60\nstart = \"together\"\n";
        let loaded = Scenario::load("a.toml", text.as_bytes(), &[], &NoFiles).expect("it is valid");
        let plan = Plan::compile(&loaded.scenario, &Wanted::Everything).expect("it compiles");
        let mut engine = Engine::<4>::new(&plan);
        engine.begin(0, false);
        let simulation = engine.simulation();
        let reliefs = |block: &Block<'_, 4>| {
            let index = |name| plan.metrics().iter().position(|m| m.name == name).expect("a name");
            ["line.reliefs_total", "line.early_reliefs_total", "line.strength_end"]
                .map(|name| block.measure(plan.metrics()[index(name)].measure))
        };
        while simulation.peek().is_some_and(|next| next.tick < 2) {
            simulation.step();
        }
        simulation.model_mut().relieve_all(0, &[true, false, true, false]);
        while simulation.peek().is_some_and(|next| next.tick < 3) {
            simulation.step();
        }
        let [total, early, strength] = reliefs(simulation.model());
        assert_eq!((total, early), ([2, 0, 2, 0], [2, 0, 2, 0]));
        assert_eq!(strength, [300; 4]);
        // The order has lapsed: who has come out on day 2 is not fit for the third on day 3.
        simulation.run();
        assert_eq!(reliefs(simulation.model())[0], [2, 0, 2, 0]);
    }
}
