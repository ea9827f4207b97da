-- written by `onefold source build` from sources/*.yml; edit that file
-- content 8e677cbf143ba296
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
        custom_fields,
        party,
        kind,
        direction,
        subject,
        status,
        owner,
        "at",
        duration_seconds
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
    custom_fields,
    party,
    kind,
    direction,
    subject,
    status,
    owner,
    "at",
    duration_seconds
from united
