{{ config(meta={'touched_by': ['record']}) }}
with orders as (

    select * from {{ ref('int_order') }} where not is_deleted and {{ touched('record') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

deals as (

    select * from {{ ref('onefold', 'deal') }}

),

dated as (

    select
        *,
        coalesce(ordered_on, {{ utc_day('created_at') }}) as day
    from orders

),

rated as (

    {{ with_rates('dated') }}

)

select
    ---------- ids
    rated.record_name,
    rated.source,
    rated.object,
    rated.source_key,
    coalesce(crosswalk.customer_id, deals.customer_id) as customer_id,
    rated.party,
    rated.deal,
    rated.owner,
    {{ campaign_key('rated.campaign') }} as campaign_key,

    ---------- text
    rated.number,
    rated.status,
    rated.department,
    rated.company,
    rated.campaign,
    {{ currency_code('rated.currency') }} as currency,
    rated.record_state,
    rated.time_zone,

    ---------- numerics
    cast(rated.amount as decimal(18, 4)) as amount,
    {{ amount_base('rated.amount', 'rated.rate') }} as amount_base,
    rated.rate,

    ---------- booleans
    (rated.party is not null and crosswalk.customer_id is null)
    or (rated.deal is not null and deals.record_name is null) as is_dangling,

    ---------- dates and timestamps
    rated.ordered_on,
    rated.rate_on,
    rated.created_at,
    rated.updated_at
from rated
left join crosswalk on rated.party = crosswalk.record_name
left join deals on rated.deal = deals.record_name
