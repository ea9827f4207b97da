-- written by `onefold source build` from sources/*.yml; edit that file
-- content 773322c113f16d43
with

stg_legacy_crm__opportunities_stage_history as (
    select * from {{ ref('stg_legacy_crm__opportunities_stage_history') }}
),

stg_new_crm__deal_stages as (
    select * from {{ ref('stg_new_crm__deal_stages') }}
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

new_crm__deal_stages__rows as (
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
    from stg_new_crm__deal_stages
),

united as (
    select * from legacy_crm__opportunities_stage_history__rows
    union all
    select * from new_crm__deal_stages__rows
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
