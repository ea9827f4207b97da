{#
    The goals of revenue of the next 30, 60 and 90 days by company, department and product, each day of a month the same
    part of its goal. A level without goals of its own has those below it together; all has, before that, the goals of
    owners, teams and territories.
#}
with windows as (

    {% for horizon in [30, 60, 90] -%}
    select
        {{ horizon }} as horizon,
        day + 1 as from_on,
        day + 1 + {{ horizon }} as to_on
    from {{ ref('onefold', 'last_day') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

months as (

    select
        *,
        {{ utc_day("(month + interval '1 month')") }} as next_month
    from {{ ref('onefold', 'target_month') }}
    where measure = 'revenue' and amount_base is not null

),

products as (

    select * from {{ ref('onefold', 'product') }}

),

shares as (

    select
        windows.horizon,
        case
            when months.product is not null then 'product'
            when months.department is not null then 'department'
            when months.company is not null then 'company'
            when coalesce(months.owner, months.team, months.territory) is not null then 'person'
            else 'all'
        end as level,
        coalesce(months.company, products.company, 'unknown') as company,
        coalesce(months.department, products.department, 'unknown') as department,
        coalesce(months.product, 'unknown') as product,
        cast(
            {{ ratio(
                'months.amount_base * (least(months.next_month, windows.to_on) - greatest(months.month, windows.from_on))',
                'months.next_month - months.month', 2
            ) }} as decimal(18, 2)
        ) as goal_base
    from windows
    inner join months on windows.from_on < months.next_month and windows.to_on > months.month
    left join products on months.product = products.record_name

),

of_products as (

    select
        horizon,
        company,
        department,
        product,
        sum(goal_base) as goal_base
    from shares
    where level = 'product'
    group by horizon, company, department, product

),

of_departments as (

    select
        horizon,
        company,
        department,
        coalesce(
            sum(case when level = 'department' then goal_base end),
            sum(case when level = 'product' then goal_base end)
        ) as goal_base
    from shares
    where level in ('department', 'product')
    group by horizon, company, department

),

of_companies as (

    select
        coalesce(own.horizon, below.horizon) as horizon,
        coalesce(own.company, below.company) as company,
        coalesce(own.goal_base, below.goal_base) as goal_base
    from (
        select horizon, company, sum(goal_base) as goal_base
        from shares
        where level = 'company'
        group by horizon, company
    ) as own
    full outer join (
        select horizon, company, sum(goal_base) as goal_base
        from of_departments
        group by horizon, company
    ) as below
        on own.horizon = below.horizon and own.company = below.company

),

of_all as (

    select
        windows.horizon,
        coalesce(
            sum(case when shares.level = 'all' then shares.goal_base end),
            sum(case when shares.level = 'person' then shares.goal_base end),
            max(companies.goal_base)
        ) as goal_base
    from windows
    left join shares on windows.horizon = shares.horizon
    left join (
        select horizon, sum(goal_base) as goal_base from of_companies group by horizon
    ) as companies on windows.horizon = companies.horizon
    group by windows.horizon

)

select 'all' as level, horizon, 'all' as company, 'all' as department, 'all' as product, goal_base
from of_all
where goal_base is not null
union all
select 'company' as level, horizon, company, 'all' as department, 'all' as product, goal_base from of_companies
union all
select 'department' as level, horizon, company, department, 'all' as product, goal_base from of_departments
union all
select 'product' as level, horizon, company, department, product, goal_base from of_products
