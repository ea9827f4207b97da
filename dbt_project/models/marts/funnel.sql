{#
    From enquiry to sale by stage, source, owner, territory and month of entry. `reached` counts whoever stood in the
    stage or behind it; of them `advanced` went on, `lost_here` were lost from it, `open_here` stand there, and of
    `unclear_here` nothing says what became of them: the four sum to `reached`, but for stage won, where all ends.
#}
{%- set stages = ['lead', 'mql', 'sql', 'first_contact', 'proposal', 'negotiation', 'won'] -%}
with journeys as (

    select * from {{ ref('onefold', 'sales_journey') }}

),

steps as (

    {% for stage in stages -%}
    select
        lead_source,
        owner,
        territory,
        month,
        '{{ stage }}' as stage,
        {{ loop.index }} as place,
        record_name,
        customer_id,
        amount_base,
        outcome,
        stage_order,
        {% if stage == 'won' %}cast(null as decimal(18, 2)){% else %}days_in_{{ stage }}{% endif %} as days
    from journeys
    where stage_order >= {{ loop.index }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted as (

    select
        lead_source,
        owner,
        territory,
        month,
        stage,
        place,
        count(*) as reached,
        count(distinct customer_id) as customers,
        count(case when stage_order > place then 1 end) as advanced,
        count(case when stage_order = place and outcome = 'lost' then 1 end) as lost_here,
        count(case when stage_order = place and outcome = 'open' then 1 end) as open_here,
        count(case when stage_order = place and outcome = 'unknown' then 1 end) as unclear_here,
        count(case when outcome = 'won' then 1 end) as won,
        sum(amount_base) as amount_base,
        sum(case when stage_order = place and outcome = 'lost' then amount_base end) as lost_amount_base,
        count(days) as timed,
        sum(days) as days,
        {{ median('days') }} as median_days
    from steps
    group by lead_source, owner, territory, month, stage, place

)

select
    ---------- ids
    lead_source,
    owner,
    territory,
    month,
    stage,

    ---------- numerics
    cast(place as bigint) as stage_order,
    cast(reached as bigint) as reached,
    cast(customers as bigint) as customers,
    cast(advanced as bigint) as advanced,
    cast(lost_here as bigint) as lost_here,
    cast(open_here as bigint) as open_here,
    cast(unclear_here as bigint) as unclear_here,
    cast(won as bigint) as won,
    cast(case when stage <> 'won' then {{ ratio('advanced', 'reached', 4) }} end as decimal(9, 4)) as conversion_to_next,
    cast({{ ratio('won', 'reached', 4) }} as decimal(9, 4)) as conversion_to_won,
    cast({{ ratio('lost_here', 'reached', 4) }} as decimal(9, 4)) as leak,
    cast(amount_base as decimal(18, 2)) as amount_base,
    cast(lost_amount_base as decimal(18, 2)) as lost_amount_base,
    cast(timed as bigint) as timed,
    cast(days as decimal(18, 2)) as days,
    median_days as median_days_in_stage,
    cast({{ ratio('days', 'nullif(timed, 0)', 2) }} as decimal(18, 2)) as mean_days_in_stage
from counted
