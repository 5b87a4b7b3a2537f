//! Places under many hands. No connection is made for this.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tokio::runtime::Builder;
use tokio::task::{JoinSet, yield_now};

use super::*;

const SIZE: usize = 3;

fn pool(acquisition_timeout: Duration) -> ConnectionPool {
    let (max_lifetime, max_idle) = (Duration::from_secs(60), Duration::from_secs(60));
    let config = PoolConfig { size: SIZE, acquisition_timeout, max_lifetime, max_idle, prepared: true };
    ConnectionPool::new(ConnInfo::parse("postgresql://nobody@127.0.0.1:1/nothing").unwrap(), &config)
}

/// Runs a future on a runtime of its own.
fn block_on<F: Future>(future: F) -> F::Output {
    Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// How many places are taken, and the most that ever were.
#[derive(Default)]
struct Count {
    taken: AtomicUsize,
    most: AtomicUsize,
}

/// Takes places again and again, and keeps each for a moment.
async fn take_and_give(pool: ConnectionPool, number: usize, count: Arc<Count>) {
    for turn in 0..200 {
        let place = pool.0.place();
        let place = if (number + turn).is_multiple_of(3) {
            // Goes away while it waits, or just when it is served.
            tokio::select! {
                biased;
                () = async { for _ in 0..turn % 7 { yield_now().await } } => None,
                place = place => place.ok(),
            }
        } else {
            place.await.ok()
        };
        let Some(place) = place else { continue };
        count.most.fetch_max(count.taken.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        for _ in 0..(number + turn) % 4 {
            yield_now().await;
        }
        count.taken.fetch_sub(1, Ordering::SeqCst);
        drop(place);
    }
}

#[test]
fn however_places_are_taken_there_are_never_more_nor_fewer() {
    let pool = block_on(async { pool(Duration::from_secs(60)) });
    let count = Arc::new(Count::default());
    thread::scope(|scope| {
        for worker in 0..3 {
            scope.spawn({
                let tasks = (0..20).map(|task| take_and_give(pool.clone(), worker * 20 + task, Arc::clone(&count)));
                let tasks: Vec<_> = tasks.collect();
                move || block_on(async { tasks.into_iter().collect::<JoinSet<_>>().join_all().await })
            });
        }
    });
    assert_eq!(count.most.load(Ordering::SeqCst), SIZE);
    assert_eq!(pool.status().waiting, 0);
    let here = block_on(async { Handle::current().id() });
    let free = (0..=SIZE).filter(|_| pool.0.places.take(here).is_ok()).count();
    assert_eq!(free, SIZE);
}

#[tokio::test]
async fn who_waits_in_vain_leaves_the_line() {
    let pool = pool(Duration::from_millis(1));
    let mut places = Vec::new();
    for _ in 0..SIZE {
        places.push(pool.0.place().await.unwrap());
    }
    assert!(matches!(pool.0.place().await, Err(DatabaseError::PoolTimeout)));
    assert_eq!((pool.status().waiting, pool.status().timeouts), (0, 1));
    drop(places);
    assert!(pool.0.place().await.is_ok());
}
