{{ config(meta={'touched_by': ['record']}) }}
with responses as (

    select * from {{ ref('int_survey_response') }} where not is_deleted and {{ touched('record') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

tickets as (

    select * from {{ ref('onefold', 'ticket') }}

),

orders as (

    select * from {{ ref('onefold', 'order') }}

)

select
    ---------- ids
    responses.record_name,
    responses.source,
    responses.object,
    responses.source_key,
    coalesce(crosswalk.customer_id, tickets.customer_id, orders.customer_id) as customer_id,
    responses.party,
    responses.ticket,
    responses."order",

    ---------- text
    responses.survey,
    responses.kind,
    responses.comment,
    responses.record_state,
    responses.time_zone,

    ---------- numerics
    cast(responses.score as decimal(18, 4)) as score,
    cast(responses.lowest as decimal(18, 4)) as lowest,
    cast(responses.highest as decimal(18, 4)) as highest,
    cast(
        case
            when responses.highest > responses.lowest
                then (responses.score - responses.lowest) / (responses.highest - responses.lowest)
        end as decimal(9, 4)
    ) as score_share,

    ---------- booleans
    (responses.party is not null and crosswalk.customer_id is null)
    or (responses.ticket is not null and tickets.record_name is null)
    or (responses."order" is not null and orders.record_name is null) as is_dangling,

    ---------- dates and timestamps
    responses.at,
    responses.created_at,
    responses.updated_at
from responses
left join crosswalk on responses.party = crosswalk.record_name
left join tickets on responses.ticket = tickets.record_name
left join orders on responses."order" = orders.record_name
