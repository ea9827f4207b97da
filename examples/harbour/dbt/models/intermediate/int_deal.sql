-- written by `onefold source build` from sources/*.yml; edit that file
-- content abf67a095d9c5e19
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
        record_state,
        time_zone,
        custom_fields,
        party,
        name,
        stage,
        amount,
        currency,
        probability,
        owner,
        closes_on,
        lead_source,
        cast(null as varchar) as pipeline,
        cast(null as varchar) as product,
        cast(null as varchar) as department,
        cast(null as varchar) as company,
        cast(null as varchar) as campaign,
        cast(null as varchar) as lost_reason,
        cast(null as timestamp) as won_at
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
    record_state,
    time_zone,
    custom_fields,
    party,
    name,
    stage,
    amount,
    currency,
    probability,
    owner,
    closes_on,
    lead_source,
    pipeline,
    product,
    department,
    company,
    campaign,
    lost_reason,
    won_at
from united
