-- written by `onefold source build` from sources/*.yml; edit that file
-- content 3f8f82b78b2332a4
with

stg_legacy_crm__opportunities as (
    select * from {{ ref('stg_legacy_crm__opportunities') }}
),

legacy_crm__opportunities__rows as (
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
        name,
        stage,
        amount,
        currency,
        probability,
        owner,
        closes_on,
        lead_source
    from stg_legacy_crm__opportunities
),

united as (
    select * from legacy_crm__opportunities__rows
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
    name,
    stage,
    amount,
    currency,
    probability,
    owner,
    closes_on,
    lead_source
from united
