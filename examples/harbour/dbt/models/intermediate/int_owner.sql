-- written by `onefold source build` from sources/*.yml; edit that file
-- content 61a350ab2065478e
with

stg_legacy_crm__users as (
    select * from {{ ref('stg_legacy_crm__users') }}
),

legacy_crm__users__rows as (
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
        email,
        is_active,
        cast(null as varchar) as team,
        cast(null as varchar) as territory
    from stg_legacy_crm__users
),

united as (
    select * from legacy_crm__users__rows
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
    email,
    is_active,
    team,
    territory
from united
