{# A visitor who once said who they are is known in all their visits, unless several people used that cookie. #}
{{ config(meta={'touched_by': ['record']}) }}
with visits as (

    select * from {{ ref('int_web_visit') }} where not is_deleted

),

submissions as (

    select * from {{ ref('int_form_submission') }} where not is_deleted

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

introductions as (

    select source, visitor, party from visits
    union all
    select source, visitor, party from submissions

),

known_visitors as (

    select
        introductions.source,
        introductions.visitor,
        min(crosswalk.customer_id) as customer_id
    from introductions
    inner join crosswalk on introductions.party = crosswalk.record_name
    where introductions.visitor is not null and crosswalk.customer_id is not null
    group by introductions.source, introductions.visitor
    having count(distinct crosswalk.customer_id) = 1

)

select
    ---------- ids
    visits.record_name,
    visits.source,
    visits.object,
    visits.source_key,
    coalesce(crosswalk.customer_id, known_visitors.customer_id) as customer_id,
    visits.party,
    visits.visitor,
    {{ campaign_key('visits.utm_campaign') }} as campaign_key,

    ---------- text
    visits.landing_url,
    visits.referrer,
    visits.utm_source,
    visits.utm_medium,
    visits.utm_campaign,
    visits.utm_content,
    visits.utm_term,
    visits.device,
    visits.country,
    visits.record_state,
    visits.time_zone,

    ---------- numerics
    cast(visits.duration_seconds as bigint) as duration_seconds,
    cast(visits.pages as bigint) as pages,

    ---------- booleans
    visits.party is not null and crosswalk.customer_id is null as is_dangling,

    ---------- dates and timestamps
    visits.at,
    visits.created_at,
    visits.updated_at
from visits
left join crosswalk on visits.party = crosswalk.record_name
left join known_visitors on visits.source = known_visitors.source and visits.visitor = known_visitors.visitor
where {{ touched('record', 'visits.record_name') }}
