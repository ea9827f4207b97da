{#
    When a deal stood in which stage: the furthest it had reached. An ended deal without the day of its end has no row. A
    stage reached nobody knows when counts from the deal's creation, where the deal still stands in it.
#}
{%- set stages = ['lead', 'mql', 'sql', 'first_contact', 'proposal', 'negotiation'] -%}
with journeys as (

    select
        *,
        case when outcome = 'won' then won_at when outcome = 'lost' then lost_at end as ended_at
    from {{ ref('onefold', 'sales_journey') }}
    where
        deal is not null
        and (outcome <> 'won' or won_at is not null)
        and (outcome <> 'lost' or lost_at is not null)

),

deals as (

    select * from {{ ref('onefold', 'deal') }}

),

states as (

    {% for stage in stages -%}
    {%- set next = stages[loop.index] if not loop.last else 'won' -%}
    select
        deal,
        '{{ stage }}' as stage,
        {{ loop.index }} as place,
        {{ stage }}_at as reached_at,
        case when stage_order > {{ loop.index }} then {{ next }}_at else ended_at end as left_at,
        stage_order = {{ loop.index }} as is_last
    from journeys
    where stage_order >= {{ loop.index }} and (stage_order = {{ loop.index }} or {{ next }}_at is not null)
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

dated as (

    select
        states.deal,
        states.stage,
        states.place,
        greatest(coalesce(states.reached_at, deals.created_at), deals.created_at) as from_at,
        states.left_at
    from states
    inner join deals on states.deal = deals.record_name
    where states.reached_at is not null or states.is_last

)

select
    dated.deal,
    dated.stage,
    dated.place,
    dated.from_at,
    dated.left_at,
    case when journeys.outcome = 'won' then journeys.won_at end as won_at,
    coalesce(deals.company, 'unknown') as company,
    coalesce(deals.department, 'unknown') as department,
    coalesce(deals.product, 'unknown') as product,
    coalesce(deals.amount_base, 0) as amount_base
from dated
inner join journeys on dated.deal = journeys.deal
inner join deals on dated.deal = deals.record_name
where dated.from_at < dated.left_at or (dated.left_at is null and dated.from_at is not null)
