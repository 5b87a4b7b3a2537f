use super::post::moves;

#[test]
fn a_worker_with_time_keeps_its_connections() {
    assert_eq!(moves(0, &[0, 0], 16), (0, 0));
    assert_eq!(moves(0, &[850, 0], 16), (0, 0));
    assert_eq!(moves(1, &[400, 400], 16), (0, 1));
    assert_eq!(moves(0, &[1000], 16), (0, 0));
}

#[test]
fn a_worker_without_time_shares_with_the_least_busy() {
    assert_eq!(moves(0, &[1000, 0], 16), (8, 1));
    assert_eq!(moves(0, &[1000, 600, 200], 16), (6, 2));
    assert_eq!(moves(1, &[900, 1000, 200], 10), (4, 2));
    // What would only change places with another's load stays.
    assert_eq!(moves(0, &[1000, 700], 16), (0, 0));
    assert_eq!(moves(0, &[1000, 0], 1), (0, 1));
}

#[test]
fn little_load_gathers_at_the_first() {
    assert_eq!(moves(1, &[300, 200], 16), (u32::MAX, 0));
    assert_eq!(moves(2, &[500, 300, 200], 16), (u32::MAX, 1));
    assert_eq!(moves(1, &[0, 0], 0), (u32::MAX, 0));
}
