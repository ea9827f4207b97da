{#
    Every lead that was open on the first day of a quarter or is on the last day, by what was known then: source, stage,
    days since it came (0, 30, 90 and more) and what its customer and we did in the 90 days before; and whether it was
    converted, or became a deal, within 90 days. A stage counts only where its day is known. Nobody writes down when a
    lead is given up: its last change stands for it. What was converted nobody knows when is left out.
#}
with past_days as (

    select
        *,
        cast(known_until as date) - 90 as seen_from
    from {{ ref('onefold', 'past_day') }}
    where is_last or extract(month from day) in (1, 4, 7, 10)

),

journeys as (

    select * from {{ ref('onefold', 'sales_journey') }} where lead is not null

),

leads as (

    select
        leads.record_name as lead,
        leads.customer_id,
        journeys.owner,
        journeys.lead_source,
        leads.created_at,
        journeys.mql_at,
        journeys.first_contact_at,
        case
            when deals.created_at is null or leads.converted_at <= deals.created_at then leads.converted_at
            else deals.created_at
        end as converted_at,
        case when leads.semantic = 'lost' then coalesce(leads.updated_at, leads.created_at) end as given_up_at
    from {{ ref('onefold', 'lead') }} as leads
    inner join journeys on leads.record_name = journeys.lead
    left join {{ ref('onefold', 'deal') }} as deals on journeys.deal = deals.record_name
    where
        leads.created_at is not null
        and (
            coalesce(leads.semantic, 'lead') not in ('sql', 'proposal', 'negotiation', 'won')
            or leads.converted_at is not null
            or deals.created_at is not null
        )

),

customers as (

    select distinct customer_id from leads

),

doings as (

    {% for table in ['activity', 'form_submission', 'web_visit'] -%}
    select customer_id, {{ utc_day('"at"') }} as day
    from {{ ref('onefold', table) }}
    where "at" is not null and customer_id in (select customers.customer_id from customers)
    union all
    {% endfor -%}
    select customer_id, {{ utc_day('"at"') }} as day
    from {{ ref('onefold', 'campaign_event') }}
    where
        "at" is not null
        and customer_id in (select customers.customer_id from customers)
        and kind in ('opened', 'clicked', 'replied')

),

counted as (

    select
        past_days.day,
        doings.customer_id,
        count(*) as doings
    from past_days
    inner join doings on past_days.seen_from <= doings.day and cast(past_days.known_until as date) > doings.day
    group by past_days.day, doings.customer_id

)

select
    past_days.day,
    past_days.is_last,
    leads.lead,
    leads.customer_id,
    leads.owner,
    leads.lead_source,
    leads.created_at,
    case
        when leads.first_contact_at < past_days.known_until then 'first_contact'
        when leads.mql_at < past_days.known_until then 'mql'
        else 'lead'
    end as stage,
    case
        when leads.created_at <= past_days.known_until - interval '90 days' then '90+'
        when leads.created_at <= past_days.known_until - interval '30 days' then '30-89'
        else '0-29'
    end as age,
    coalesce(counted.doings, 0) as doings,
    case
        when coalesce(counted.doings, 0) = 0 then '0' when counted.doings <= 2 then '1-2' else '3+'
    end as activity,
    coalesce(leads.converted_at < past_days.known_until + interval '90 days', false) as is_converted
from past_days
inner join leads
    on
        past_days.known_until > leads.created_at
        and (leads.converted_at is null or past_days.known_until <= leads.converted_at)
        and (leads.given_up_at is null or past_days.known_until <= leads.given_up_at)
left join counted on past_days.day = counted.day and leads.customer_id = counted.customer_id
