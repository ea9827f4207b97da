-- written by `onefold source build` from sources/*.yml; edit that file
-- content e42d2b5c1185b847
with

stg_legacy_crm__contacts as (
    select * from {{ ref('stg_legacy_crm__contacts') }}
),

stg_legacy_crm__contact_optouts as (
    select * from {{ ref('stg_legacy_crm__contact_optouts') }}
),

stg_mailing__subscribers as (
    select * from {{ ref('stg_mailing__subscribers') }}
),

stg_web_forms__google_form as (
    select * from {{ ref('stg_web_forms__google_form') }}
),

stg_web_forms__site_posts as (
    select * from {{ ref('stg_web_forms__site_posts') }}
),

legacy_crm__contacts__consent__phone as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        consent__phone__purpose as purpose,
        consent__phone__state as state,
        cast(null as varchar) as legal_basis,
        cast(null as varchar) as text,
        cast(null as varchar) as text_version,
        cast(null as timestamp) as "at",
        cast(null as varchar) as proof,
        1 as ordinal
    from stg_legacy_crm__contacts
    where consent__phone__state is not null
),

legacy_crm__contact_optouts__rows as (
    select
        coalesce(cast(party as varchar), record_name) as record_name,
        cast(source as varchar) as source,
        cast(object as varchar) as object,
        cast(source_key as varchar) as source_key,
        cast(trust as bigint) as trust,
        cast(created_at as timestamp) as created_at,
        cast(updated_at as timestamp) as updated_at,
        cast(is_deleted as boolean) as is_deleted,
        case when is_deleted then 'deleted' else 'active' end as record_state,
        'Europe/Berlin' as time_zone,
        cast(custom_fields as json) as custom_fields,
        cast(party as varchar) as party,
        cast(channel as varchar) as channel,
        cast(purpose as varchar) as purpose,
        cast(state as varchar) as state,
        cast(legal_basis as varchar) as legal_basis,
        cast(text as varchar) as text,
        cast(text_version as varchar) as text_version,
        cast("at" as timestamp) as "at",
        cast(proof as varchar) as proof,
        1000 as ordinal
    from stg_legacy_crm__contact_optouts
),

mailing__subscribers__consent__email as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        cast(null as json) as custom_fields,
        record_name as party,
        'email' as channel,
        consent__email__purpose as purpose,
        consent__email__state as state,
        consent__email__legal_basis as legal_basis,
        cast(null as varchar) as text,
        cast(null as varchar) as text_version,
        consent__email__at as "at",
        consent__email__proof as proof,
        1 as ordinal
    from stg_mailing__subscribers
    where consent__email__state is not null
),

web_forms__google_form__consent__email as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        cast(null as json) as custom_fields,
        record_name as party,
        'email' as channel,
        consent__email__purpose as purpose,
        consent__email__state as state,
        consent__email__legal_basis as legal_basis,
        cast(null as varchar) as text,
        cast(null as varchar) as text_version,
        consent__email__at as "at",
        cast(null as varchar) as proof,
        1 as ordinal
    from stg_web_forms__google_form
    where consent__email__state is not null
),

web_forms__google_form__consent__processing as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        cast(null as json) as custom_fields,
        record_name as party,
        cast(null as varchar) as channel,
        consent__processing__purpose as purpose,
        consent__processing__state as state,
        consent__processing__legal_basis as legal_basis,
        cast(null as varchar) as text,
        cast(null as varchar) as text_version,
        consent__processing__at as "at",
        cast(null as varchar) as proof,
        2 as ordinal
    from stg_web_forms__google_form
    where consent__processing__state is not null
),

web_forms__site_posts__consent__email as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        cast(null as json) as custom_fields,
        record_name as party,
        'email' as channel,
        consent__email__purpose as purpose,
        consent__email__state as state,
        consent__email__legal_basis as legal_basis,
        consent__email__text as text,
        consent__email__text_version as text_version,
        consent__email__at as "at",
        cast(null as varchar) as proof,
        1 as ordinal
    from stg_web_forms__site_posts
    where consent__email__state is not null
),

united as (
    select * from legacy_crm__contacts__consent__phone
    union all
    select * from legacy_crm__contact_optouts__rows
    union all
    select * from mailing__subscribers__consent__email
    union all
    select * from web_forms__google_form__consent__email
    union all
    select * from web_forms__google_form__consent__processing
    union all
    select * from web_forms__site_posts__consent__email
)

select
    record_name,
    source,
    object,
    source_key,
    trust,
    created_at,
    updated_at,
    is_deleted,
    record_state,
    time_zone,
    custom_fields,
    party,
    channel,
    purpose,
    state,
    legal_basis,
    text,
    text_version,
    "at",
    proof,
    row_number() over (partition by record_name order by ordinal, source_key) as position
from united
