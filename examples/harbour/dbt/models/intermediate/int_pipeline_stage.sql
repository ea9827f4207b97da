-- written by `onefold source build` from sources/*.yml; edit that file
-- content 9ac963f461d71445
with

stg_new_crm__stages as (
    select * from {{ ref('stg_new_crm__stages') }}
),

new_crm__stages__rows as (
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
        kind,
        pipeline,
        stage,
        name,
        position,
        probability,
        semantic
    from stg_new_crm__stages
),

united as (
    select * from new_crm__stages__rows
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
    kind,
    pipeline,
    stage,
    name,
    position,
    probability,
    semantic
from united
