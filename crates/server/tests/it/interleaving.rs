//! Many callers on few connections: every answer is about its own caller.
//!
//! What the callers do is a matter of chance. `ROWGATE_TEST_SEED` repeats the run of a seed, as far as the machine lets
//! it: who meets whom on a connection is not decided here.

use std::env;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use rowgate_testkit::{JWT_SECRET, Template, TestDatabase, TestGateway};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::exchange::{send, until};

const SCHEMA: &str = "
    do $$ declare name text; begin
        foreach name in array array['meeting_reader', 'meeting_writer', 'meeting_patient'] loop
            begin execute 'create role ' || name; exception when duplicate_object then null; end;
            execute 'grant ' || name || ' to authenticator';
        end loop;
    end $$;
    alter role meeting_patient set statement_timeout = '77s';
    create schema other;
    grant usage on schema other to public;
    create table notes (id serial primary key, writer text not null);
    grant all on notes to public;
    grant usage on sequence notes_id_seq to public;

    create function seen() returns json language sql volatile as $$
        select json_build_object(
            'user', current_user, 'claims', current_setting('request.jwt.claims', true)::json,
            'caller', current_setting('request.headers', true)::json ->> 'x-caller',
            'cookie', current_setting('request.cookies', true)::json ->> 'caller',
            'checked', current_setting('app.checked', true),
            'app', current_setting('app.settings.region', true),
            'path', current_setting('search_path'), 'zone', current_setting('timezone'),
            'timeout', current_setting('statement_timeout'), 'memory', current_setting('work_mem'),
            'left', coalesce(current_setting('app.left', true), ''),
            'table', to_regclass('pg_temp.left_table')::text,
            'locks', (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()))
    $$;
    create function other.seen() returns json language sql volatile as 'select public.seen()';
    create function check_caller() returns void language plpgsql as $$ begin
        perform set_config('app.checked', current_setting('request.headers')::json ->> 'x-caller', true);
    end $$;
    create function leave() returns void language plpgsql volatile as $$ begin
        perform set_config('app.left', current_setting('request.jwt.claims'), false),
            set_config('work_mem', '77MB', false), pg_advisory_lock(pg_backend_pid());
        create temp table if not exists left_table (id int);
        listen left_channel;
        perform set_config('role', 'meeting_reader', false);
    end $$;
    create function leave_zone() returns text language sql volatile as
        $$ select set_config('timezone', 'Asia/Seoul', false) $$;
    create function leave_setting() returns text language sql stable as
        $$ select set_config('app.left', current_setting('request.jwt.claims'), false) $$;
    create function fail() returns void language plpgsql volatile as $$ begin
        insert into notes (writer) values ('nobody');
        raise sqlstate 'PT418' using message = 'on purpose';
    end $$;
    create function oversleep() returns void language sql volatile set statement_timeout = '5ms' as
        $$ select pg_sleep(600) $$;
    create function sleep() returns void language sql volatile as $$ select pg_sleep(600) $$;
    grant execute on all functions in schema public, other to public;
";

const ROLES: [&str; 4] = ["anon", "meeting_reader", "meeting_writer", "meeting_patient"];
const ZONES: [&str; 3] = ["Asia/Tokyo", "America/Lima", "Africa/Cairo"];

/// The zone of a request that asks for none.
async fn usual_zone(database: &TestDatabase) -> String {
    database
        .connect_as("authenticator")
        .await
        .query_one("select current_setting('timezone')", &[])
        .await
        .unwrap()
        .get(0)
}

/// xorshift: the same numbers each time, from one seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % sides
    }
}

fn seed() -> u64 {
    let given = env::var("ROWGATE_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    // Zero is the one number that xorshift makes nothing of.
    given.unwrap_or_else(|| RandomState::new().hash_one("seed")).max(1)
}

/// One caller, with all that makes it this one.
struct Caller {
    address: String,
    name: String,
    role: &'static str,
    zone: Option<&'static str>,
    elsewhere: bool,
    rolls_back: bool,
}

impl Caller {
    fn new(address: &str, name: String, dice: &mut Dice) -> Self {
        Self {
            address: address.to_owned(),
            name,
            role: ROLES[dice.roll(ROLES.len())],
            zone: [None, None, Some(ZONES[dice.roll(ZONES.len())])][dice.roll(3)],
            elsewhere: dice.roll(3) == 0,
            rolls_back: dice.roll(4) == 0,
        }
    }

    fn claims(&self) -> Value {
        match self.role {
            "anon" => json!({"role": "anon"}),
            role => json!({"role": role, "sub": self.name}),
        }
    }

    fn headers(&self) -> String {
        let mut lines = vec![format!("X-Caller: {0}\r\nCookie: caller={0}", self.name)];
        if self.role != "anon" {
            let token = rowgate_auth::sign(&self.claims(), JWT_SECRET.as_bytes()).unwrap();
            lines.push(format!("Authorization: Bearer {token}"));
        }
        if self.elsewhere {
            lines.push("Accept-Profile: other\r\nContent-Profile: other".to_owned());
        }
        let zone = self.zone.map(|zone| format!("Prefer: timezone={zone}"));
        lines.extend(zone);
        lines.extend(self.rolls_back.then(|| "Prefer: tx=rollback".to_owned()));
        lines.join("\r\n")
    }

    async fn ask(&self, method: &str, target: &str) -> crate::exchange::Answer {
        send(&self.address, method, target, &self.headers(), "").await.unwrap()
    }

    /// What `seen` tells this caller, and nobody else.
    fn expected(&self, usual_zone: &str) -> Value {
        json!({
            "user": self.role, "claims": self.claims(), "caller": self.name, "cookie": self.name,
            "checked": self.name, "app": "north",
            "path": if self.elsewhere { r#""other", "public""# } else { r#""public", "public""# },
            "zone": self.zone.unwrap_or(usual_zone),
            "timeout": if self.role == "meeting_patient" { "77s" } else { "0" },
            "memory": "4MB", "left": "", "table": null, "locks": 0,
        })
    }

    /// Sends a request for a statement without end, and hangs up.
    async fn vanish(&self, patience: u64) {
        let mut client = TcpStream::connect(&self.address).await.unwrap();
        let headers = self.headers();
        let request = format!("POST /rpc/sleep HTTP/1.1\r\nHost: films\r\nContent-Length: 0\r\n{headers}\r\n\r\n");
        client.write_all(request.as_bytes()).await.unwrap();
        let _ = timeout(Duration::from_millis(patience), client.read_u8()).await;
    }

    /// Does one thing of many, most of which leave something or end badly.
    async fn act(&mut self, dice: &mut Dice) {
        self.elsewhere = false;
        match dice.roll(8) {
            0 => drop(self.ask("POST", "/rpc/leave").await),
            1 => drop(self.ask("POST", "/rpc/leave_zone").await),
            2 => drop(self.ask("GET", "/rpc/leave_setting").await),
            3 => assert_eq!(self.ask("POST", "/rpc/fail").await.status, 418),
            4 => assert_eq!(self.ask("POST", "/rpc/oversleep").await.code(), "57014"),
            5 => assert_eq!(self.ask("GET", "/notes?select=nothing").await.code(), "42703"),
            6 => self.vanish(u64::try_from(dice.roll(20)).unwrap()).await,
            _ => drop(self.ask("DELETE", "/notes?writer=eq.nobody").await),
        }
    }
}

/// AUT-40 to AUT-59, POOL-02
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_about_its_own_caller() {
    let seed = seed();
    println!("ROWGATE_TEST_SEED={seed}");
    let database = TestDatabase::new(&Template::new().prelude().sql(SCHEMA)).await;
    let usual_zone = Arc::new(usual_zone(&database).await);
    let settings = [
        ("PGRST_DB_POOL", "3"),
        ("PGRST_DB_POOL_ACQUISITION_TIMEOUT", "60"),
        ("PGRST_DB_SCHEMAS", "public,other"),
        ("PGRST_DB_PRE_REQUEST", "public.check_caller"),
        ("PGRST_DB_TX_END", "commit-allow-override"),
        ("PGRST_APP_SETTINGS_REGION", "north"),
    ];
    let gateway = TestGateway::start(&database, &settings).await;
    let address = gateway.gateway().address().to_owned();
    let callers = (0..12_u64).map(|number| {
        let (address, usual_zone) = (address.clone(), Arc::clone(&usual_zone));
        tokio::spawn(async move {
            let mut dice = Dice(seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).max(1));
            for round in 0..25 {
                let mut caller = Caller::new(&address, format!("{number}-{round}"), &mut dice);
                let method = ["GET", "POST"][dice.roll(2)];
                let answer = caller.ask(method, "/rpc/seen").await;
                assert_eq!(answer.status, 200, "seed {seed}: {}", answer.body);
                let about: Value = serde_json::from_str(&answer.body).unwrap();
                assert_eq!(about, caller.expected(&usual_zone), "seed {seed}, caller {number}, round {round}");
                caller.act(&mut dice).await;
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    }
    let observer = database.connect().await;
    let running = "select count(*)::int from pg_stat_activity where datname = current_database()
        and usename = 'authenticator' and (state = 'active' or state like 'idle in transaction%')";
    until("an end of all statements", async || observer.query_one(running, &[]).await.unwrap().get::<_, i32>(0) == 0)
        .await;
    let notes: i64 = observer.query_one("select count(*) from notes", &[]).await.unwrap().get(0);
    assert_eq!(notes, 0, "seed {seed}: what failed has happened");
}
