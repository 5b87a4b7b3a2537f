-- Texts to answer guests from, each with its embedding: a point in a space where what means the same lies close.

create table if not exists hospitality.document_embeddings (
    id            uuid primary key default gen_random_uuid(),

    document_type text not null,
    document_id   text not null,
    content       text not null,
    metadata      jsonb,
    embedding     float4[] check (embedding is null or cardinality(embedding) = 1536),

    created_at    timestamptz default now(),
    updated_at    timestamptz default now()
);

-- An array holds the numbers anywhere. Where pgvector is at hand the column becomes a vector of the same length, which
-- also knows distances, and gets the index that finds the nearest without looking at all of them.

do $$
begin
    if not exists (select from pg_catalog.pg_available_extensions where name = 'vector') then
        return;
    end if;

    create extension if not exists vector with schema extensions;

    if exists (
        select from pg_catalog.pg_attribute
        where attrelid = 'hospitality.document_embeddings'::regclass
          and attname = 'embedding'
          and atttypid = 'float4[]'::regtype
    ) then
        -- The type says how long a vector is; `cardinality` would not know it.
        alter table hospitality.document_embeddings
            drop constraint if exists document_embeddings_embedding_check,
            alter column embedding type extensions.vector(1536) using embedding::extensions.vector(1536);
    end if;

    create index if not exists document_embeddings_embedding_idx
        on hospitality.document_embeddings using ivfflat (embedding extensions.vector_cosine_ops) with (lists = 100);
end
$$;

comment on table hospitality.document_embeddings is
'Documents
Passages that answers are made from. Read by staff, kept by the back office.';

comment on column hospitality.document_embeddings.id is 'Identifies the passage.';
comment on column hospitality.document_embeddings.document_type is 'faq or guide.';
comment on column hospitality.document_embeddings.document_id is 'The document it is from.';
comment on column hospitality.document_embeddings.content is 'The text.';
comment on column hospitality.document_embeddings.metadata is 'Language and the like. Free-form object.';
comment on column hospitality.document_embeddings.embedding is
    'The text as 1536 numbers, by the model text-embedding-3-small; null until computed.';
comment on column hospitality.document_embeddings.created_at is 'When it was added.';
comment on column hospitality.document_embeddings.updated_at is 'When it last changed.';
