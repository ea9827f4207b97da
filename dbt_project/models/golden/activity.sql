{# An activity is with a party or about a deal, whose customer it then has. #}
{{ config(meta={'touched_by': ['record']}) }}
with activities as (

    select * from {{ ref('int_activity') }} where not is_deleted and {{ touched('record') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

deals as (

    select * from {{ ref('onefold', 'deal') }}

)

select
    ---------- ids
    activities.record_name,
    activities.source,
    activities.object,
    activities.source_key,
    coalesce(crosswalk.customer_id, parties_deals.customer_id, deals.customer_id) as customer_id,
    activities.party,
    activities.owner,
    coalesce(deals.record_name, parties_deals.record_name, activities.deal) as deal,

    ---------- text
    activities.kind,
    activities.direction,
    activities.subject,
    activities.status,
    activities.outcome,
    activities.record_state,
    activities.time_zone,

    ---------- numerics
    cast(activities.duration_seconds as bigint) as duration_seconds,

    ---------- booleans
    (activities.party is not null and crosswalk.customer_id is null and parties_deals.record_name is null)
    or (activities.deal is not null and deals.record_name is null) as is_dangling,

    ---------- dates and timestamps
    activities.at,
    activities.responded_at,
    activities.created_at,
    activities.updated_at
from activities
left join crosswalk on activities.party = crosswalk.record_name
left join deals as parties_deals on activities.party = parties_deals.record_name
left join deals on activities.deal = deals.record_name
