-- written by `onefold source build` from sources/*.yml; edit that file
-- content 1ebb41a244f300d1
with

stg_google_ads__campaigns as (
    select * from {{ ref('stg_google_ads__campaigns') }}
),

stg_mailing__campaigns as (
    select * from {{ ref('stg_mailing__campaigns') }}
),

stg_meta_ads__campaigns as (
    select * from {{ ref('stg_meta_ads__campaigns') }}
),

google_ads__campaigns__rows as (
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
        name,
        cast(null as varchar) as code,
        channel,
        status,
        starts_on,
        ends_on,
        budget,
        currency,
        cast(null as varchar) as owner
    from stg_google_ads__campaigns
),

mailing__campaigns__rows as (
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
        name,
        code,
        channel,
        status,
        starts_on,
        ends_on,
        cast(null as decimal(18, 4)) as budget,
        cast(null as varchar) as currency,
        cast(null as varchar) as owner
    from stg_mailing__campaigns
),

meta_ads__campaigns__rows as (
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
        name,
        cast(null as varchar) as code,
        channel,
        status,
        starts_on,
        ends_on,
        cast(null as decimal(18, 4)) as budget,
        cast(null as varchar) as currency,
        cast(null as varchar) as owner
    from stg_meta_ads__campaigns
),

united as (
    select * from google_ads__campaigns__rows
    union all
    select * from mailing__campaigns__rows
    union all
    select * from meta_ads__campaigns__rows
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
    name,
    code,
    channel,
    status,
    starts_on,
    ends_on,
    budget,
    currency,
    owner
from united
