{# An activity is with a party or about a deal, whose customer it then has. #}
with activities as (

    select * from {{ ref('int_activity') }} where not is_deleted

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
    coalesce(crosswalk.customer_id, deals.customer_id) as customer_id,
    activities.party,
    activities.owner,

    ---------- text
    activities.kind,
    activities.direction,
    activities.subject,
    activities.status,

    ---------- numerics
    cast(activities.duration_seconds as bigint) as duration_seconds,

    ---------- booleans
    activities.party is not null and crosswalk.customer_id is null and deals.record_name is null as is_dangling,

    ---------- dates and timestamps
    activities.at,
    activities.created_at,
    activities.updated_at
from activities
left join crosswalk on activities.party = crosswalk.record_name
left join deals on activities.party = deals.record_name
