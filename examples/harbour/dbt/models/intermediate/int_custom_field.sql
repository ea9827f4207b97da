-- written by `onefold source build` from sources/*.yml; edit that file
-- content 4209084ed1be2642
with

stg_legacy_crm__custom_field_values as (
    select * from {{ ref('stg_legacy_crm__custom_field_values') }}
),

legacy_crm__custom_field_values__rows as (
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
        record,
        name,
        value
    from stg_legacy_crm__custom_field_values
),

united as (
    select * from legacy_crm__custom_field_values__rows
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
    record,
    name,
    value
from united
