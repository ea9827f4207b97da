-- written by `onefold source build` from sources/*.yml; edit that file
-- content 58752ebd437189d4
with

stg_planning__targets as (
    select * from {{ ref('stg_planning__targets') }}
),

planning__targets__rows as (
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
        measure,
        starts_on,
        ends_on,
        amount,
        currency,
        cast(null as varchar) as owner,
        owner_email,
        team,
        cast(null as varchar) as territory,
        territory_name,
        cast(null as varchar) as product,
        department,
        company
    from stg_planning__targets
),

united as (
    select * from planning__targets__rows
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
    measure,
    starts_on,
    ends_on,
    amount,
    currency,
    owner,
    owner_email,
    team,
    territory,
    territory_name,
    product,
    department,
    company
from united
