-- written by `onefold source build` from sources/*.yml; edit that file
-- content fa4bea16de5deeb9
with

stg_helpdesk__agents as (
    select * from {{ ref('stg_helpdesk__agents') }}
),

stg_legacy_crm__users as (
    select * from {{ ref('stg_legacy_crm__users') }}
),

stg_new_crm__owners as (
    select * from {{ ref('stg_new_crm__owners') }}
),

helpdesk__agents__rows as (
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
        cast(null as varchar) as territory
    from stg_helpdesk__agents
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

new_crm__owners__rows as (
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
        cast(null as varchar) as territory
    from stg_new_crm__owners
),

united as (
    select * from helpdesk__agents__rows
    union all
    select * from legacy_crm__users__rows
    union all
    select * from new_crm__owners__rows
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
