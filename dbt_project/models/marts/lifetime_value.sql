{#
    What customers are worth: of the whole base, of each segment of rfm, of each kind and country of customer, and of each
    year of the first sale.
#}
{%- set levels = [('all', "'all'"), ('segment', 'segment'), ('kind', 'kind'), ('country', 'country'), ('cohort', 'cohort')] -%}
with customers as (

    select
        rfm.customer_id,
        rfm.segment,
        customers.kind,
        coalesce(customers.country, 'unknown') as country,
        cast(cast(extract(year from rfm.first_sold_on) as integer) as varchar) as cohort,
        rfm.sales,
        rfm.revenue_base,
        rfm.margin_base,
        coalesce(churn_risk.purchases, 1) as purchases,
        case when churn_risk.state = 'churned' then 1 else 0 end as is_churned
    from {{ ref('onefold', 'rfm') }} as rfm
    inner join {{ ref('onefold', 'customer') }} as customers on rfm.customer_id = customers.customer_id
    left join {{ ref('onefold', 'churn_risk') }} as churn_risk on rfm.customer_id = churn_risk.customer_id

),

-- All levels are sums of these few.
cells as (

    select
        segment,
        kind,
        country,
        cohort,
        count(*) as customers,
        count(case when purchases > 1 then 1 end) as repeat_customers,
        sum(is_churned) as churned,
        sum(sales) as sales,
        sum(revenue_base) as revenue_base,
        sum(margin_base) as margin_base,
        count(margin_base) as costed_customers
    from customers
    group by segment, kind, country, cohort

),

levelled as (

    {% for level, value in levels -%}
    select
        '{{ level }}' as level,
        {{ value }} as value,
        cells.*
    from cells
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted as (

    select
        level,
        value,
        sum(customers) as customers,
        sum(repeat_customers) as repeat_customers,
        sum(churned) as churned,
        sum(sales) as sales,
        sum(revenue_base) as revenue_base,
        sum(margin_base) as margin_base,
        sum(costed_customers) as costed_customers
    from levelled
    group by level, value

)

select
    ---------- ids
    level,
    value,

    ---------- numerics
    cast(customers as bigint) as customers,
    cast(repeat_customers as bigint) as repeat_customers,
    cast({{ ratio('repeat_customers', 'customers', 4) }} as decimal(9, 4)) as repeat_share,
    cast(churned as bigint) as churned,
    cast({{ ratio('churned', 'customers', 4) }} as decimal(9, 4)) as churned_share,
    cast(sales as bigint) as sales,
    cast({{ ratio('sales', 'customers', 2) }} as decimal(18, 2)) as sales_per_customer,
    cast(revenue_base as decimal(18, 2)) as revenue_base,
    cast({{ ratio('revenue_base', 'sales', 2) }} as decimal(18, 2)) as average_sale_base,
    cast({{ ratio('revenue_base', 'customers', 2) }} as decimal(18, 2)) as lifetime_value_base,
    cast(margin_base as decimal(18, 2)) as margin_base,
    cast({{ ratio('margin_base', 'nullif(costed_customers, 0)', 2) }} as decimal(18, 2)) as margin_per_customer_base
from counted
