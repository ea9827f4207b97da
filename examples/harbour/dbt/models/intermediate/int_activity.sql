-- written by `onefold source build` from sources/*.yml; edit that file
-- content 573932ccb4f9407f
with

stg_legacy_crm__calls as (
    select * from {{ ref('stg_legacy_crm__calls') }}
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

united as (
    select * from legacy_crm__calls__rows
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
