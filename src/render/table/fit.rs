//! How columns share a width: first the long ones are cut, then the least telling ones leave.

/// Columns between two columns.
pub(super) const GAP: u16 = 2;

/// What one column needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    /// Its widest cell or header.
    pub(super) natural: usize,
    /// Its widest cell where each says the same with less.
    pub(super) shorter: usize,
    /// What it can be cut to.
    pub(super) least: usize,
    /// What it can be cut to when nothing else helps.
    pub(super) stump: usize,
    /// Lower ranks leave first; `None` stays whatever happens.
    pub(super) leaves: Option<u8>,
}

/// The width of each column, `None` for one that has left. May be more than `width` in all when
/// nothing else can give way.
pub(super) fn fit(needs: &[Need], width: usize) -> Vec<Option<usize>> {
    let mut kept: Vec<Option<usize>> = needs.iter().map(|need| Some(need.natural)).collect();
    while least_total(needs, &kept) > width {
        match next_to_leave(needs, &kept) {
            Some(index) => kept[index] = None,
            None => break,
        }
    }
    // Saying less comes before cutting.
    shrink(needs, &mut kept, width, |need| need.shorter.max(need.least));
    shrink(needs, &mut kept, width, |need| need.least);
    // Nothing else can leave: what is cut already is cut to a stump.
    shrink(needs, &mut kept, width, |need| need.least.min(need.stump));
    kept
}

fn total(widths: impl Iterator<Item = usize>) -> usize {
    let gap = usize::from(GAP);
    widths
        .map(|width| width + gap)
        .sum::<usize>()
        .saturating_sub(gap)
}

fn least_total(needs: &[Need], kept: &[Option<usize>]) -> usize {
    total(
        needs
            .iter()
            .zip(kept)
            .filter_map(|(need, kept)| kept.map(|_| need.least)),
    )
}

fn next_to_leave(needs: &[Need], kept: &[Option<usize>]) -> Option<usize> {
    (0..needs.len())
        .filter(|&index| kept[index].is_some())
        .filter_map(|index| needs[index].leaves.map(|rank| (rank, index)))
        .min()
        .map(|(_, index)| index)
}

/// Takes a column from the widest that can give one, until all fit.
fn shrink(
    needs: &[Need],
    kept: &mut [Option<usize>],
    width: usize,
    floor: impl Fn(&Need) -> usize,
) {
    let mut over = total(kept.iter().flatten().copied()).saturating_sub(width);
    while over > 0 {
        let widest = (0..needs.len())
            .filter(|&index| kept[index].is_some_and(|now| now > floor(&needs[index])))
            .max_by_key(|&index| kept[index]);
        match widest.and_then(|index| kept[index].as_mut()) {
            Some(now) => *now -= 1,
            None => return,
        }
        over -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(natural: usize, least: usize, leaves: Option<u8>) -> Need {
        Need {
            natural,
            shorter: natural,
            least,
            stump: least,
            leaves,
        }
    }

    #[test]
    fn all_stay_whole_where_there_is_room() {
        let needs = [need(10, 4, None), need(20, 5, Some(1))];
        assert_eq!(fit(&needs, 32), [Some(10), Some(20)]);
    }

    #[test]
    fn the_widest_is_cut_first() {
        let needs = [need(10, 4, None), need(20, 5, None)];
        assert_eq!(fit(&needs, 22), [Some(10), Some(10)]);
    }

    #[test]
    fn then_the_lowest_rank_leaves() {
        let needs = [
            need(10, 10, None),
            need(20, 15, Some(2)),
            need(9, 9, Some(1)),
        ];
        assert_eq!(fit(&needs, 30), [Some(10), Some(18), None]);
        assert_eq!(fit(&needs, 12), [Some(10), None, None]);
    }
}
