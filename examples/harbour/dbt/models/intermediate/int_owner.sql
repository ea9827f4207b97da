-- written by `onefold source build` from sources/*.yml; edit that file
-- content e8af49f1ad90d12a
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
        custom_fields,
        name,
        email,
        is_active
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
    custom_fields,
    name,
    email,
    is_active
from united
