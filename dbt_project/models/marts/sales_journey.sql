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

stage_changes as (

    select
        *,
        row_number() over (partition by deal order by "at", record_name) as place
    from {{ ref('onefold', 'deal_stage_history') }}

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

-- Without a history nobody knows when a stage was reached that is neither the first nor a conversion nor the end.
events as (

    select
        journeys.record_name,
        1 as place,
        leads.created_at as "at",
        1 as is_standing
    from journeys
    inner join leads on journeys.lead = leads.record_name
    union all
    select
        journeys.record_name,
        {{ place_of.format('leads.semantic') }} as place,
        leads.converted_at as "at",
        1 as is_standing
    from journeys
    inner join leads on journeys.lead = leads.record_name
    union all
    select
        journeys.record_name,
        3 as place,
        leads.converted_at as "at",
        1 as is_standing
    from journeys
    inner join leads on journeys.lead = leads.record_name
    where leads.converted_at is not null
    union all
    select
        journeys.record_name,
        1 as place,
        deals.created_at as "at",
        0 as is_standing
    from journeys
    inner join deals on journeys.deal = deals.record_name
    union all
    select
        journeys.record_name,
        {{ place_of.format('deals.semantic') }} as place,
        deals.won_at as "at",
        1 as is_standing
    from journeys
    inner join deals on journeys.deal = deals.record_name
    union all
    select
        journeys.record_name,
        {{ place_of.format('stage_changes.from_semantic') }} as place,
        case when stage_changes.place = 1 then deals.created_at else stage_changes."at" end as "at",
        1 as is_standing
    from journeys
    inner join deals on journeys.deal = deals.record_name
    inner join stage_changes on deals.record_name = stage_changes.deal
    union all
    select
        journeys.record_name,
        {{ place_of.format('stage_changes.to_semantic') }} as place,
        stage_changes."at",
        1 as is_standing
    from journeys
    inner join stage_changes on journeys.deal = stage_changes.deal

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
        end as outcome
    from journeys
    left join leads on journeys.lead = leads.record_name
    left join deals on journeys.deal = deals.record_name

),

reached as (

    select
        outcomes.record_name,
        {%- for stage in stages %}
        min(case when events.place >= {{ loop.index }} then events."at" end) as {{ stage }}_at,
        max(case when events.place = {{ loop.index }} then events.is_standing else 0 end) as stood_{{ loop.index }},
        {%- endfor %}
        max(events.place) as furthest
    from outcomes
    inner join events on outcomes.record_name = events.record_name
    -- What was won and is lost now was not won.
    where events.place < 7 or outcomes.outcome = 'won'
    group by outcomes.record_name

),

left_stages as (

    select
        outcomes.*,
        {%- for stage in stages %}
        reached.{{ stage }}_at,
        {%- endfor %}
        {%- for stage in stages[:-1] %}
        case
            when reached.stood_{{ loop.index }} = 0 then null
            when reached.furthest > {{ loop.index }} then reached.{{ stages[loop.index] }}_at
            when outcomes.outcome = 'lost' and reached.furthest = {{ loop.index }} then outcomes.lost_at
        end as left_{{ stage }}_at,
        {%- endfor %}
        reached.furthest
    from outcomes
    inner join reached on outcomes.record_name = reached.record_name

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
