-- What people tell each other. Everybody signed in reads it, and takes back only what is theirs.

create table if not exists emotionscare.posts (
    id        uuid primary key default gen_random_uuid(),
    user_id   uuid not null references auth.users (id) on delete cascade,

    content   text not null,
    media_url text,
    reactions integer not null default 0,
    date      timestamptz not null default now(),

    constraint posts_user_id_profiles_fkey
        foreign key (user_id) references emotionscare.profiles (id) on delete cascade
);

create index if not exists posts_date_idx    on emotionscare.posts (date desc);
create index if not exists posts_user_id_idx on emotionscare.posts (user_id);

comment on table emotionscare.posts is
'Posts
What people share with everybody who is signed in.';

comment on column emotionscare.posts.id is 'Identifies the post.';
comment on column emotionscare.posts.user_id is 'Who wrote it.';
comment on column emotionscare.posts.content is 'The text.';
comment on column emotionscare.posts.media_url is 'Picture or film that goes with it; null for none.';
comment on column emotionscare.posts.reactions is 'How many people reacted.';
comment on column emotionscare.posts.date is 'When it was posted.';

create table if not exists emotionscare.comments (
    id      uuid primary key default gen_random_uuid(),
    post_id uuid not null references emotionscare.posts (id) on delete cascade,
    user_id uuid not null references auth.users (id) on delete cascade,

    content text not null,
    date    timestamptz not null default now(),

    constraint comments_user_id_profiles_fkey
        foreign key (user_id) references emotionscare.profiles (id) on delete cascade
);

create index if not exists comments_post_id_idx on emotionscare.comments (post_id);
create index if not exists comments_user_id_idx on emotionscare.comments (user_id);

comment on table emotionscare.comments is
'Comments
Answers to a post, for everybody who is signed in. They go when the post goes.';

comment on column emotionscare.comments.id is 'Identifies the comment.';
comment on column emotionscare.comments.post_id is 'What it answers.';
comment on column emotionscare.comments.user_id is 'Who wrote it.';
comment on column emotionscare.comments.content is 'The text.';
comment on column emotionscare.comments.date is 'When it was written.';
