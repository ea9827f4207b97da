-- written by `onefold source build` from sources/*.yml; edit that file
-- content 9bbec19f42e1b4af
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
    custom_fields,
    record,
    name,
    value
from united
