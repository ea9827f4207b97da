-- written by `onefold source build` from sources/*.yml; edit that file
-- content 6e65dbf31762dbb3
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
        cast(null as json) as custom_fields,
        record_name as party,
        lead__status as status,
        lead__lead_source as lead_source,
        lead__owner as owner,
        lead__campaign as campaign,
        lead__converted_at as converted_at
    from stg_legacy_crm__leads
    where coalesce(cast(lead__lead_source as varchar), cast(lead__status as varchar), cast(lead__campaign as varchar), cast(lead__converted_at as varchar), cast(lead__owner as varchar)) is not null
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
    custom_fields,
    party,
    status,
    lead_source,
    owner,
    campaign,
    converted_at
from united
