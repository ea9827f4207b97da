{{ config(enabled=(project_name == 'onefold')) }}

select
    cast(null as varchar) as rate_on,
    cast(null as varchar) as currency,
    cast(null as varchar) as base_currency,
    cast(null as varchar) as rate
where false
