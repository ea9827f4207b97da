-- written by `onefold source build` from sources/*.yml; edit that file
-- content 2502300e7d87660f
with

stg_legacy_crm__opportunities_stage_history as (
    select * from {{ ref('stg_legacy_crm__opportunities_stage_history') }}
),

legacy_crm__opportunities_stage_history__rows as (
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
        deal,
        from_stage,
        to_stage,
        "at"
    from stg_legacy_crm__opportunities_stage_history
),

united as (
    select * from legacy_crm__opportunities_stage_history__rows
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
    deal,
    from_stage,
    to_stage,
    "at"
from united
