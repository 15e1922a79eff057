//! Where labels go: pushed apart along a line, or set where the least lies beneath them.

use crate::canvas::Rect;

/// A label that wants its middle at `center`, in pixels along one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Block {
    pub(crate) center: f64,
    pub(crate) height: f64,
}

/// Moves the blocks as little as possible until none overlaps another and all lie between `low` and `high`,
/// keeping their order. Blocks that are together longer than that go beyond `high`.
pub(crate) fn spread(blocks: &mut [Block], low: f64, high: f64) {
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by(|a, b| blocks[*a].center.total_cmp(&blocks[*b].center));

    // Blocks that touch move as one cluster, centred on what its members want.
    let mut clusters: Vec<Cluster> = Vec::new();
    for index in order {
        let Block { center, height } = blocks[index];
        let mut cluster =
            Cluster { members: vec![index], wish: center - height / 2.0, height, top: 0.0 };
        cluster.settle(low, high);
        while let Some(before) = clusters.pop_if(|before| before.top + before.height > cluster.top)
        {
            cluster = before.joined(cluster);
            cluster.settle(low, high);
        }
        clusters.push(cluster);
    }
    for cluster in clusters {
        let mut top = cluster.top;
        for index in cluster.members {
            blocks[index].center = top + blocks[index].height / 2.0;
            top += blocks[index].height;
        }
    }
}

struct Cluster {
    members: Vec<usize>,
    /// Mean over the members of the top that each would give the cluster.
    wish: f64,
    height: f64,
    top: f64,
}

impl Cluster {
    fn settle(&mut self, low: f64, high: f64) {
        self.top = self.wish.min(high - self.height).max(low);
    }

    fn joined(mut self, below: Cluster) -> Cluster {
        let (a, b) = (self.members.len() as f64, below.members.len() as f64);
        self.wish = (self.wish * a + (below.wish - self.height) * b) / (a + b);
        self.height += below.height;
        self.members.extend(below.members);
        self
    }
}

/// The best of the candidate boxes: the first of those with the least `cost`, among those that touch nothing `taken`.
pub(crate) fn best(
    candidates: impl Iterator<Item = Rect>,
    taken: &[Rect],
    cost: impl Fn(&Rect) -> f64,
) -> Option<Rect> {
    candidates
        .filter(|place| !taken.iter().any(|other| other.overlaps(place)))
        .map(|place| (cost(&place), place))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, place)| place)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn centers(wishes: &[f64], height: f64, low: f64, high: f64) -> Vec<f64> {
        let mut blocks: Vec<_> =
            wishes.iter().map(|center| Block { center: *center, height }).collect();
        spread(&mut blocks, low, high);
        blocks.iter().map(|block| block.center).collect()
    }

    #[test]
    fn labels_far_apart_stay() {
        assert_eq!(centers(&[80.0, 20.0], 10.0, 0.0, 100.0), [80.0, 20.0]);
    }

    #[test]
    fn labels_that_meet_are_pushed_apart_evenly() {
        assert_eq!(centers(&[50.0, 50.0], 10.0, 0.0, 100.0), [45.0, 55.0]);
    }

    #[test]
    fn labels_stay_inside() {
        assert_eq!(centers(&[99.0, 98.0, 0.0], 10.0, 0.0, 100.0), [95.0, 85.0, 5.0]);
    }

    #[test]
    fn of_equal_places_the_first_wins_and_taken_ones_are_left() {
        let at = |left: f64| Rect { left, top: 0.0, right: left + 10.0, bottom: 10.0 };
        let places = || [at(0.0), at(20.0), at(40.0)].into_iter();
        assert_eq!(best(places(), &[], |_| 0.0), Some(at(0.0)));
        assert_eq!(best(places(), &[at(5.0)], |_| 0.0), Some(at(20.0)));
        assert_eq!(best(places(), &[], |r| -r.left), Some(at(40.0)));
        assert_eq!(best(places(), &[at(5.0), at(25.0), at(35.0)], |_| 0.0), None);
    }

    proptest! {
        #[test]
        fn no_two_labels_overlap_and_none_leaves_its_room(
            wishes in proptest::collection::vec(-50.0..350.0_f64, 1..12), height in 1.0..25.0_f64,
        ) {
            let mut placed = centers(&wishes, height, 0.0, 300.0);
            placed.sort_by(f64::total_cmp);
            for pair in placed.windows(2) {
                prop_assert!(pair[1] - pair[0] >= height - 1e-9);
            }
            prop_assert!(placed[0] - height / 2.0 >= -1e-9);
            prop_assert!(placed[placed.len() - 1] + height / 2.0 <= 300.0 + 1e-9);
        }
    }
}
