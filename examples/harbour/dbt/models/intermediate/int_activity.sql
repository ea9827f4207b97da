-- written by `onefold source build` from sources/*.yml; edit that file
-- content 68ee212196b2fe83
with

stg_legacy_crm__calls as (
    select * from {{ ref('stg_legacy_crm__calls') }}
),

stg_new_crm__engagements as (
    select * from {{ ref('stg_new_crm__engagements') }}
),

legacy_crm__calls__rows as (
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
        kind,
        direction,
        subject,
        status,
        owner,
        cast(null as varchar) as deal,
        "at",
        duration_seconds,
        cast(null as varchar) as outcome,
        cast(null as timestamp) as responded_at
    from stg_legacy_crm__calls
),

new_crm__engagements__rows as (
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
        cast(null as varchar) as party,
        kind,
        direction,
        subject,
        cast(null as varchar) as status,
        owner,
        deal,
        "at",
        duration_seconds,
        outcome,
        responded_at
    from stg_new_crm__engagements
),

united as (
    select * from legacy_crm__calls__rows
    union all
    select * from new_crm__engagements__rows
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
    kind,
    direction,
    subject,
    status,
    owner,
    deal,
    "at",
    duration_seconds,
    outcome,
    responded_at
from united
