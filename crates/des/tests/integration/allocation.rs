//! Nothing is allocated per event after warm-up.

#![expect(unsafe_code, reason = "an allocator that counts")]

use outlast_des::{Calendar, Context, Handle, Model, Simulation, When};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    /// By thread, because tests run side by side.
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise about `layout` is the one asked for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: `pointer` came from `System` with this `layout`, through `alloc` above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations_in(work: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.with(Cell::get);
    work();
    ALLOCATIONS.with(Cell::get) - before
}

/// Lets the number of pending events swing between 2 and 40, and uses every operation.
#[derive(Default)]
struct Churn {
    handled: u64,
    pending: u64,
    last: Option<Handle>,
}

impl Churn {
    fn schedule(&mut self, delay: u64, cx: &mut Context<'_, u64>) {
        self.last = cx.schedule(When::at(cx.now() + delay), delay).ok();
        self.pending += 1;
    }
}

impl Model for Churn {
    type Event = u64;

    fn handle(&mut self, event: u64, cx: &mut Context<'_, u64>) {
        self.handled += 1;
        self.pending -= 1;
        let rising = self.handled % 200 < 100;
        if rising || self.pending < 2 {
            self.schedule(1 + (event * 7) % 11, cx);
        }
        if rising && self.pending < 40 {
            self.schedule(1 + (event * 3) % 13, cx);
        }
        if let Some(handle) = self.last {
            cx.reschedule(handle, When::at(cx.now() + 5)).ok();
            if self.handled.is_multiple_of(16) && self.pending > 2 && cx.cancel(handle).is_some() {
                self.pending -= 1;
            }
        }
    }
}

#[test]
fn a_running_simulation_allocates_nothing_after_warm_up_nor_after_a_restart() {
    let mut simulation = Simulation::new(Churn::default());
    let rerun = |simulation: &mut Simulation<Churn>| {
        simulation.restart();
        *simulation.model_mut() = Churn { pending: 1, ..Churn::default() };
        simulation.schedule(When::at(0), 1).unwrap();
        while simulation.step().is_some() && simulation.model().handled < 10_000 {}
    };
    let first = allocations_in(|| rerun(&mut simulation));
    assert!(first > 0, "the counter counts: the calendar had to grow past its least");
    let handled = simulation.model().handled;
    assert_eq!(handled, 10_000, "the churn went on");
    assert_eq!(allocations_in(|| (0..3).for_each(|_| rerun(&mut simulation))), 0);
}

#[test]
fn a_routine_allocates_nothing_when_events_retire_nor_when_it_begins_anew() {
    struct Retiring(u64);
    impl Model for Retiring {
        type Event = u64;
        fn handle(&mut self, event: u64, cx: &mut Context<'_, u64>) {
            self.0 += 1;
            if cx.now() == event {
                cx.retire();
            }
        }
    }
    let mut simulation = Simulation::new(Retiring(0));
    simulation.repeat(1..=9, &[(1, 3), (2, 5), (3, 99)]).unwrap();
    let allocations = allocations_in(|| {
        for _ in 0..3 {
            simulation.restart();
            simulation.run();
        }
    });
    assert_eq!((simulation.model().0, allocations), (3 * (3 + 5 + 9), 0));
}

#[test]
fn a_calendar_of_stated_capacity_never_grows() {
    let mut calendar = Calendar::with_capacity(1_000);
    let allocations = allocations_in(|| {
        for round in 0..3 {
            for i in 0..1_000 {
                calendar.push(When::at(i % 13 + round), i).unwrap();
            }
            while calendar.pop().is_some() {}
        }
    });
    assert_eq!(allocations, 0);
}
