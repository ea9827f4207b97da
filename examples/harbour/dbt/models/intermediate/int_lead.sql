-- written by `onefold source build` from sources/*.yml; edit that file
-- content 2d42e67f19b45221
with

stg_legacy_crm__leads as (
    select * from {{ ref('stg_legacy_crm__leads') }}
),

legacy_crm__leads__lead as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        lead__status as status,
        lead__lead_source as lead_source,
        lead__owner as owner,
        lead__campaign as campaign,
        cast(null as varchar) as deal,
        lead__converted_at as converted_at
    from stg_legacy_crm__leads
    where
        lead__lead_source is not null
        or lead__status is not null
        or lead__campaign is not null
        or lead__converted_at is not null
        or lead__owner is not null
),

united as (
    select * from legacy_crm__leads__lead
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
    status,
    lead_source,
    owner,
    campaign,
    deal,
    converted_at
from united
