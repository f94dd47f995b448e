use super::*;

/// Labels at these places.
fn labels(places: &[u32]) -> u128 {
    places.iter().fold(0, |valid, place| valid | 1 << place)
}

fn whole(layout: &Layout) -> u128 {
    assert_eq!((layout.pieces.len(), layout.keeper), (1, 0));
    layout.pieces[0].valid
}

/// Every row has a label, and rows have their labels in order.
fn check(layout: &Layout, rows: usize) {
    let mut next = 0;
    for piece in &layout.pieces {
        assert_eq!(piece.rows.start, next);
        assert_eq!(piece.valid.count_ones() as usize, piece.rows.len());
        assert!(!piece.rows.is_empty());
        next = piece.rows.end;
    }
    assert_eq!(next, rows);
    assert!([0, layout.pieces.len() - 1].contains(&layout.keeper));
}

#[test]
fn a_new_row_takes_a_free_label() {
    let layout = lay_out(&[10, NEW, 20], false, false);
    assert_eq!(whole(&layout), labels(&[10, 15, 20]));
    assert_eq!(whole(&lay_out(&[10, NEW], false, true)), labels(&[10, 12]));
    assert_eq!(whole(&lay_out(&[NEW, NEW, 10], true, false)), labels(&[6, 8, 10]));
}

#[test]
fn without_one_the_neighbours_make_room() {
    // The free label below is nearer than the one above.
    assert_eq!(
        whole(&lay_out(&[4, 5, NEW, 6, 7, 8], false, false)),
        labels(&[3, 4, 5, 6, 7, 8])
    );
    assert_eq!(whole(&lay_out(&[0, 1, NEW, 2], false, false)), labels(&[0, 1, 2, 3]));
    assert_eq!(
        whole(&lay_out(&[126, 127, NEW], false, false)),
        labels(&[125, 126, 127])
    );
}

#[test]
fn a_run_of_labels_is_split_where_rows_come() {
    let mut slots: Vec<u8> = (40..80).collect();
    slots.insert(25, NEW);
    let layout = lay_out(&slots, false, false);
    check(&layout, 41);
    let rows: Vec<Range<usize>> = layout.pieces.iter().map(|piece| piece.rows.clone()).collect();
    assert_eq!(rows, [0..25, 25..26, 26..41]);
    // The larger part keeps its labels; the new row has room on both sides.
    assert_eq!(layout.pieces[0].valid, labels(&(40..65).collect::<Vec<u32>>()));
    assert_eq!((layout.keeper, layout.open), (0, Some(1)));
    assert_eq!(layout.pieces[1].valid, labels(&[63]));
}

#[test]
fn ends_grow_in_blocks_of_their_own() {
    let mut slots: Vec<u8> = (0..64).map(|row| row * 2).collect();
    slots.extend([NEW; 70]);
    let layout = lay_out(&slots, false, true);
    check(&layout, 134);
    assert_eq!((layout.keeper, layout.growth, layout.pieces.len()), (0, Growth::Up, 3));
    assert_eq!(layout.pieces[0].rows, 0..64);
    slots.rotate_left(64);
    let layout = lay_out(&slots, true, false);
    check(&layout, 134);
    assert_eq!(
        (layout.keeper, layout.growth, layout.pieces.len()),
        (2, Growth::Down, 3)
    );
}

#[test]
fn every_mix_of_rows_gets_labels() {
    for seed in 0..500usize {
        let mut slots: Vec<u8> = (0..128u8)
            .filter(|slot| (usize::from(*slot) * 7 + seed * 13) % 11 > seed % 12)
            .collect();
        let news = seed * 3 % 200;
        for new in 0..news {
            let at = if seed % 3 == 0 {
                slots.len() / 2
            } else {
                (new * 31 + seed) % (slots.len() + 1)
            };
            slots.insert(at, NEW);
        }
        if slots.is_empty() {
            continue;
        }
        check(&lay_out(&slots, seed % 2 == 0, seed % 5 == 0), slots.len());
    }
}
