-- written by `onefold source build` from sources/*.yml; edit that file
-- content 90c1f4f9ab5562cd
with

stg_legacy_crm__opportunities as (
    select * from {{ ref('stg_legacy_crm__opportunities') }}
),

stg_new_crm__deals as (
    select * from {{ ref('stg_new_crm__deals') }}
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

new_crm__deals__rows as (
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
        cast(null as decimal(18, 4)) as probability,
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
    from stg_new_crm__deals
),

united as (
    select * from legacy_crm__opportunities__rows
    union all
    select * from new_crm__deals__rows
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
