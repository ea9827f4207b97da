{#
    From lead to won, by lead source and owner. `records` counts leads or deals; `conversion` is records divided by
    those of the step it comes from: leads with a deal by leads; stages, won and lost by deals.
#}
with leads as (

    select * from {{ ref('onefold', 'lead') }}

),

deals as (

    select * from {{ ref('onefold', 'deal') }}

),

stage_changes as (

    select * from {{ ref('onefold', 'deal_stage_history') }}

),

customers as (

    select * from {{ ref('onefold', 'customer') }}

),

attributed_leads as (

    select
        leads.record_name,
        leads.customer_id,
        coalesce(leads.lead_source, customers.lead_source, 'unknown') as lead_source,
        coalesce(leads.owner, customers.owner, 'unknown') as owner
    from leads
    left join customers on leads.customer_id = customers.customer_id

),

attributed_deals as (

    select
        deals.record_name,
        deals.customer_id,
        deals.stage,
        deals.outcome,
        deals.amount_base,
        coalesce(deals.lead_source, customers.lead_source, 'unknown') as lead_source,
        coalesce(deals.owner, customers.owner, 'unknown') as owner
    from deals
    left join customers on deals.customer_id = customers.customer_id

),

reached_stages as (

    select record_name as deal, stage from deals where stage is not null
    union
    select deal, from_stage as stage from stage_changes where from_stage is not null
    union
    select deal, to_stage as stage from stage_changes where to_stage is not null

),

steps as (

    select
        lead_source, owner, 'lead' as step, cast(null as varchar) as stage, 1 as step_order,
        record_name, customer_id, cast(null as decimal(18, 2)) as amount_base
    from attributed_leads
    union all
    select
        lead_source, owner, 'lead_with_deal' as step, null as stage, 2 as step_order,
        record_name, customer_id, null as amount_base
    from attributed_leads
    where customer_id in (select deals.customer_id from deals where deals.customer_id is not null)
    union all
    select lead_source, owner, 'deal' as step, null as stage, 3 as step_order, record_name, customer_id, amount_base
    from attributed_deals
    union all
    select
        attributed_deals.lead_source, attributed_deals.owner, 'stage' as step, reached_stages.stage, 4 as step_order,
        attributed_deals.record_name, attributed_deals.customer_id, attributed_deals.amount_base
    from attributed_deals
    inner join reached_stages on attributed_deals.record_name = reached_stages.deal
    union all
    select lead_source, owner, outcome as step, null as stage, 5 as step_order, record_name, customer_id, amount_base
    from attributed_deals
    where outcome in ('won', 'lost')

),

counted as (

    select
        lead_source,
        owner,
        step,
        stage,
        step_order,
        count(*) as records,
        count(distinct customer_id) as customers,
        sum(amount_base) as amount_base
    from steps
    group by lead_source, owner, step, stage, step_order

),

bases as (

    select
        lead_source,
        owner,
        max(case when step = 'lead' then records end) as lead_records,
        max(case when step = 'deal' then records end) as deal_records
    from counted
    group by lead_source, owner

)

select
    ---------- ids
    counted.lead_source,
    counted.owner,
    counted.step,
    counted.stage,

    ---------- numerics
    cast(counted.step_order as bigint) as step_order,
    counted.records,
    counted.customers,
    cast(counted.amount_base as decimal(18, 2)) as amount_base,
    cast(
        case
            when counted.step = 'lead_with_deal' then round(counted.records * 1.0 / bases.lead_records, 4)
            when counted.step in ('stage', 'won', 'lost') then round(counted.records * 1.0 / bases.deal_records, 4)
        end as decimal(9, 4)
    ) as conversion
from counted
inner join bases on counted.lead_source = bases.lead_source and counted.owner = bases.owner
