-- What `rowgate dev` has run in this database.
create schema if not exists rowgate_dev;

create table if not exists rowgate_dev.applied_files (
    key text primary key,
    -- As it was run: a file whose text differs is run again.
    content text not null
);

-- The policies that each file made. They are dropped before the file is run again, so that a policy which is no longer
-- in its file is no longer in force.
create table if not exists rowgate_dev.file_policies (
    key text not null,
    policy oid not null
);
