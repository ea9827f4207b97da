-- written by `onefold source build` from sources/*.yml; edit that file
-- content c824c187b312607d
with

stg_planning__territories as (
    select * from {{ ref('stg_planning__territories') }}
),

planning__territories__rows as (
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
        country,
        region,
        postcode_prefix,
        segment,
        cast(null as varchar) as owner,
        owner_email,
        team,
        priority
    from stg_planning__territories
),

united as (
    select * from planning__territories__rows
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
    country,
    region,
    postcode_prefix,
    segment,
    owner,
    owner_email,
    team,
    priority
from united
