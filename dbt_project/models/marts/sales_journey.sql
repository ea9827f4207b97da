{#
    Every way from an enquiry to a sale: a lead with the deal it became, a lead alone, or a deal that no lead led to. A
    lead's deal is the one it names, else the customer's next deal within 180 days, unless the lead was given up; of
    several leads the latest has it. Whoever stands in a stage has reached those before it, skipped ones too; `…_at` is
    the first moment in the stage or behind it, `days_in_…` counts only where it really stood and has left.
#}
{%- set stages = ['lead', 'mql', 'sql', 'first_contact', 'proposal', 'negotiation', 'won'] -%}
{%- set place_of = 'case {} ' ~ (
    "when 'lead' then 1 when 'mql' then 2 when 'sql' then 3 when 'first_contact' then 4 when 'proposal' then 5 "
    ~ "when 'negotiation' then 6 when 'won' then 7 end"
) -%}
with leads as (

    select * from {{ ref('onefold', 'lead') }}

),

deals as (

    select * from {{ ref('onefold', 'deal') }}

),

customers as (

    select * from {{ ref('onefold', 'customer') }}

),

people as (

    select * from {{ ref('onefold', 'owner_person') }}

),

territories as (

    select * from {{ ref('onefold', 'customer_territory') }}

),

candidates as (

    select
        leads.record_name as lead,
        leads.created_at as lead_created_at,
        deals.record_name as deal,
        deals.created_at as deal_created_at,
        0 as preference
    from leads
    inner join deals on leads.deal = deals.record_name
    union all
    select
        leads.record_name as lead,
        leads.created_at as lead_created_at,
        deals.record_name as deal,
        deals.created_at as deal_created_at,
        1 as preference
    from leads
    inner join deals
        on
            leads.customer_id = deals.customer_id
            and leads.created_at <= deals.created_at
            and deals.created_at < leads.created_at + interval '180 days'
    where leads.deal is null and coalesce(leads.semantic, 'lead') <> 'lost'

),

of_deals as (

    select
        *,
        row_number() over (partition by deal order by preference, lead_created_at desc nulls last, lead) as place
    from candidates

),

of_leads as (

    select
        lead,
        deal,
        row_number() over (partition by lead order by preference, deal_created_at nulls last, deal) as place
    from of_deals
    where place = 1

),

linked as (

    select
        lead,
        deal
    from of_leads
    where place = 1

),

journeys as (

    select
        leads.record_name,
        leads.record_name as lead,
        linked.deal
    from leads
    left join linked on leads.record_name = linked.lead
    union all
    select
        deals.record_name,
        null as lead,
        deals.record_name as deal
    from deals
    left join linked on deals.record_name = linked.deal
    where linked.lead is null

),

stage_changes as (

    select
        deal,
        "at",
        {{ place_of.format('from_semantic') }} as from_place,
        {{ place_of.format('to_semantic') }} as to_place,
        row_number() over (partition by deal order by "at", record_name) as place
    from {{ ref('onefold', 'deal_stage_history') }}

),

-- The stage before the first change is the one that the deal was created in.
moves as (

    select
        deal,
        from_place as place,
        case when place > 1 then "at" end as "at",
        case when place = 1 then from_place end as created_in
    from stage_changes
    union all
    select
        deal,
        to_place as place,
        "at",
        null as created_in
    from stage_changes

),

histories as (

    select
        deal,
        {%- for place in range(1, 7) %}
        min(case when place between {{ place }} and 6 then "at" end) as at_{{ place }},
        max(case when place = {{ place }} then 1 else 0 end) as stood_{{ place }},
        {%- endfor %}
        min(case when place = 7 then "at" end) as at_7,
        max(case when place = 7 then 7 end) as won_place,
        max(case when place < 7 then place end) as furthest,
        max(created_in) as created_in
    from moves
    group by deal

),

outcomes as (

    select
        journeys.*,
        coalesce(leads.customer_id, deals.customer_id) as customer_id,
        coalesce(leads.lead_source, deals.lead_source) as lead_source,
        coalesce(deals.owner, leads.owner) as owner,
        deals.amount_base,
        deals.lost_at,
        case
            when deals.record_name is not null then deals.outcome
            when leads.semantic in ('won', 'lost') then leads.semantic
            when leads.semantic is null and leads.status is not null then 'unknown'
            else 'open'
        end as outcome,
        leads.created_at as lead_created_at,
        leads.converted_at,
        deals.created_at as deal_created_at,
        deals.won_at as deal_won_at,
        case when journeys.lead is not null then 1 end as lead_place,
        {{ place_of.format('leads.semantic') }} as status_place,
        case when leads.converted_at is not null then 3 end as converted_place,
        case when journeys.deal is not null then 1 end as deal_place,
        {{ place_of.format('deals.semantic') }} as stage_place
    from journeys
    left join leads on journeys.lead = leads.record_name
    left join deals on journeys.deal = deals.record_name

),

{#-
    What tells of a stage: its place, the moment, and whether it was stood in. Without a history nobody knows when a stage
    was reached that is neither the first nor a conversion nor the end.
#}
{%- set signs = [
    ('lead_place', 'lead_created_at', 1), ('status_place', 'converted_at', 1), ('converted_place', 'converted_at', 1),
    ('deal_place', 'deal_created_at', 0), ('stage_place', 'deal_won_at', 1), ('created_in', 'deal_created_at', 1)
] %}

placed as (

    -- What was won and is lost now was not won.
    select
        outcomes.*,
        {%- for place in range(1, 7) %}
        histories.at_{{ place }},
        coalesce(histories.stood_{{ place }}, 0) as was_in_{{ place }},
        {%- endfor %}
        case when outcomes.outcome = 'won' then histories.at_7 end as at_7,
        case when outcomes.outcome = 'won' then histories.won_place end as won_place,
        histories.furthest as furthest_in_history,
        histories.created_in,
        case when outcomes.outcome = 'won' then 7 else 6 end as last_place
    from outcomes
    left join histories on outcomes.deal = histories.deal

),

reached as (

    select
        *,
        {%- for stage in stages %}
        {%- set at_place = loop.index %}
        least(
            {%- for sign, at, _ in signs %}
            case when {{ sign }} between {{ at_place }} and last_place then {{ at }} end,
            {%- endfor %}
            {%- if at_place < 7 %}
            at_{{ at_place }},
            {%- endif %}
            at_7
        ) as {{ stage }}_at,
        {%- endfor %}
        {%- for _ in stages[:-1] %}
        {%- set at_place = loop.index %}
        case
            when was_in_{{ at_place }} = 1 then 1
            {%- for sign, _, is_standing in signs if is_standing %}
            when {{ sign }} = {{ at_place }} then 1
            {%- endfor %}
            else 0
        end as stood_{{ at_place }},
        {%- endfor %}
        greatest(
            {%- for sign, _, _ in signs %}
            case when {{ sign }} <= last_place then {{ sign }} end,
            {%- endfor %}
            furthest_in_history,
            won_place
        ) as furthest
    from placed

),

left_stages as (

    select
        {%- for stage in stages[:-1] %}
        case
            when stood_{{ loop.index }} = 0 then null
            when furthest > {{ loop.index }} then {{ stages[loop.index] }}_at
            when outcome = 'lost' and furthest = {{ loop.index }} then lost_at
        end as left_{{ stage }}_at,
        {%- endfor %}
        *
    from reached

)

select
    ---------- ids
    left_stages.record_name,
    left_stages.lead,
    left_stages.deal,
    left_stages.customer_id,
    coalesce(people.owner, 'unknown') as owner,

    ---------- text
    coalesce(left_stages.lead_source, customers.lead_source, 'unknown') as lead_source,
    coalesce(territories.name, 'unknown') as territory,
    left_stages.outcome,
    case left_stages.furthest
        {%- for stage in stages %}
        when {{ loop.index }} then '{{ stage }}'
        {%- endfor %}
    end as stage,

    ---------- numerics
    cast(left_stages.furthest as bigint) as stage_order,
    cast(left_stages.amount_base as decimal(18, 2)) as amount_base,
    {%- for stage in stages[:-1] %}
    case
        when left_stages.left_{{ stage }}_at >= left_stages.{{ stage }}_at
            then {{ days_elapsed('left_stages.' ~ stage ~ '_at', 'left_stages.left_' ~ stage ~ '_at') }}
    end as days_in_{{ stage }},
    {%- endfor %}
    case
        when left_stages.won_at >= left_stages.lead_at
            then {{ days_elapsed('left_stages.lead_at', 'left_stages.won_at') }}
    end as days_to_win,
    case
        when left_stages.lost_at >= left_stages.lead_at
            then {{ days_elapsed('left_stages.lead_at', 'left_stages.lost_at') }}
    end as days_to_lose,

    ---------- dates and timestamps
    {{ month_of('left_stages.lead_at') }} as month,
    {%- for stage in stages %}
    left_stages.{{ stage }}_at,
    {%- endfor %}
    left_stages.lost_at
from left_stages
left join customers on left_stages.customer_id = customers.customer_id
left join territories on left_stages.customer_id = territories.customer_id
left join people on coalesce(left_stages.owner, customers.owner) = people.record_name
