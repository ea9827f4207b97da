-- written by `onefold source build` from sources/*.yml; edit that file
-- content c9c7ebb90157c298
with

stg_legacy_crm__contacts as (
    select * from {{ ref('stg_legacy_crm__contacts') }}
),

legacy_crm__contacts__relation__organization as (
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
        organization as related_party,
        case when kind = 'organization' then 'parent' else 'works_for' end as relation,
        job_title as role,
        1 as ordinal
    from stg_legacy_crm__contacts
    where organization is not null
),

united as (
    select * from legacy_crm__contacts__relation__organization
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
    related_party,
    relation,
    role,
    row_number() over (partition by record_name order by ordinal, source_key) as position
from united
