{#
    Customers by the month of their first sale, and what they bought in each month after it. `retained` is the share
    of the cohort that bought in that month, `revenue_per_customer_base` what the whole cohort had brought by its end, a
    customer. Months without a sale of the cohort have a row up to the last month of all sales.
#}
with sales as (

    select
        customer_id,
        amount_base,
        {{ month_of('sold_on') }} as month
    from {{ ref('onefold', 'sale') }}
    where customer_id is not null and amount_base is not null and sold_on is not null

),

cohorts as (

    select
        customer_id,
        min(month) as cohort
    from sales
    group by customer_id

),

sizes as (

    select
        cohort,
        count(*) as customers
    from cohorts
    group by cohort

),

months as (

    select distinct month from sales

),

active as (

    select
        cohorts.cohort,
        sales.month,
        count(distinct sales.customer_id) as active_customers,
        count(*) as sales,
        sum(sales.amount_base) as revenue_base
    from sales
    inner join cohorts on sales.customer_id = cohorts.customer_id
    group by cohorts.cohort, sales.month

),

filled_months as (

    select
        sizes.cohort,
        months.month,
        sizes.customers,
        coalesce(active.active_customers, 0) as active_customers,
        coalesce(active.sales, 0) as sales,
        coalesce(active.revenue_base, 0) as revenue_base
    from sizes
    inner join months on sizes.cohort <= months.month
    left join active on sizes.cohort = active.cohort and months.month = active.month

),

summed as (

    select
        *,
        (extract(year from month) - extract(year from cohort)) * 12
        + extract(month from month) - extract(month from cohort) as months_after,
        sum(revenue_base) over (partition by cohort order by month rows unbounded preceding) as revenue_to_date
    from filled_months

)

select
    ---------- ids
    cohort,
    month,

    ---------- numerics
    cast(months_after as bigint) as months_after,
    cast(customers as bigint) as customers,
    cast(active_customers as bigint) as active_customers,
    cast(sales as bigint) as sales,
    cast(revenue_base as decimal(18, 2)) as revenue_base,
    cast({{ ratio('active_customers', 'customers', 4) }} as decimal(9, 4)) as retained,
    cast({{ ratio('revenue_to_date', 'customers', 2) }} as decimal(18, 2)) as revenue_per_customer_base
from summed
