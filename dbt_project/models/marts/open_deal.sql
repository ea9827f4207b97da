{# Every open deal with its chance to be won by history: the rows behind revenue_forecast. #}
{%- set horizons = [30, 60, 90] -%}
with forecasts as (

    select
        deal,
        day,
        stage,
        from_at,
        company,
        department,
        product,
        {%- for horizon in horizons %}
        max(case when horizon = {{ horizon }} then win_rate end) as win_rate_{{ horizon }},
        {%- endfor %}
        max(amount_base) as amount_base
    from {{ ref('onefold', 'deal_forecast') }}
    where is_last
    group by deal, day, stage, from_at, company, department, product

),

deals as (

    select * from {{ ref('onefold', 'deal') }}

),

journeys as (

    select * from {{ ref('onefold', 'sales_journey') }}

),

stages as (

    select * from {{ ref('onefold', 'pipeline_stage') }} where kind = 'deal'

)

select
    ---------- ids
    forecasts.deal,
    deals.customer_id,
    journeys.owner,
    forecasts.product,

    ---------- text
    deals.name,
    forecasts.stage,
    journeys.lead_source,
    journeys.territory,
    forecasts.company,
    forecasts.department,

    ---------- numerics
    cast(forecasts.amount_base as decimal(18, 2)) as amount_base,
    cast({{ days_between(utc_day('forecasts.from_at'), 'forecasts.day') }} as bigint) as days_in_stage,
    {%- for horizon in horizons %}
    cast(forecasts.win_rate_{{ horizon }} as decimal(9, 4)) as win_rate_{{ horizon }},
    cast(round(forecasts.amount_base * forecasts.win_rate_{{ horizon }}, 2) as decimal(18, 2)) as weighted_base_{{ horizon }},
    {%- endfor %}
    cast({{ ratio('coalesce(deals.probability, stages.probability)', '100', 4) }} as decimal(9, 4)) as declared_probability,

    ---------- dates and timestamps
    deals.closes_on,
    forecasts.day as as_of
from forecasts
inner join deals on forecasts.deal = deals.record_name
inner join journeys on forecasts.deal = journeys.deal
left join stages
    on
        deals.source = stages.source
        and {{ stage_key('deals.pipeline') }} = stages.pipeline
        and {{ stage_key('deals.stage') }} = stages.stage
